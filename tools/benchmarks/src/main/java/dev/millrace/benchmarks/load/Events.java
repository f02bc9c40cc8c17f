package dev.millrace.benchmarks.load;

/** The events of one body. */
interface Events {
    int count();

    /** Writes one event as Millrace and ClickHouse take it. */
    String json(int i);

    /** Writes all events as RowBinary. */
    byte[] rows();

    /** Writes all events as a block of Native: how many columns and rows, then each column's name, type and values. */
    byte[] columns();

    /** Writes all events as Millrace's protobuf message. */
    byte[] protobuf();
}
