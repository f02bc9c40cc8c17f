package dev.millrace.benchmarks.load;

/** The events of one body. */
interface Events {
    int count();

    /** One of them, as Millrace and ClickHouse take it. */
    String json(int i);

    /** All of them as RowBinary. */
    byte[] rows();

    /** All of them as a block of Native: how many columns and rows, then each column's name, type and values. */
    byte[] columns();

    /** All of them as Millrace's message. */
    byte[] protobuf();
}
