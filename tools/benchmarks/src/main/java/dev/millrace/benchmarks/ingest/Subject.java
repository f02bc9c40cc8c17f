package dev.millrace.benchmarks.ingest;

import java.util.List;

/** What is inserted, and into which tables. For one thread. */
sealed interface Subject permits Views, SensorReadings {
    /** First the table as the service has it. */
    List<Variant> variants();

    /** Which of them are compared. */
    List<Pair> pairs();

    /** How rows are inserted; {@code ${table}} is the table. */
    String insert();

    /** As the job for rollups sets it; without it the view would have nothing to compare with. */
    String raiseBound();

    /** Where the view writes: nothing, as no row is late. */
    String marks();

    /** Rows that were not inserted before, encoded. */
    byte[] batch(int rows);

    /** What one table has and the other has not. */
    record Pair(String name, Variant with, Variant without) {}
}
