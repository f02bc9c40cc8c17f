package dev.millrace.benchmarks.ingest;

import java.util.List;

/** The rows that are inserted, and the tables. For one thread. */
sealed interface Subject permits Views, SensorReadings {
    /** First the table as the service has it. */
    List<Variant> variants();

    /** Returns the pairs of tables to compare. */
    List<Pair> pairs();

    /** Returns the insert statement; {@code ${table}} is the table. */
    String insert();

    /** Returns the statement that moves the mark bound as the rollup job does; without it the view would have nothing to compare with. */
    String raiseBound();

    /** Returns the table that the view writes to; it stays empty, as no row is late. */
    String marks();

    /** Rows that were not inserted before, encoded. */
    byte[] batch(int rows);

    /** Two tables, of which the first has something that the second lacks. */
    record Pair(String name, Variant with, Variant without) {}
}
