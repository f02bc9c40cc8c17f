package dev.millrace.benchmarks.ingest;

import dev.millrace.processes.SqlUser;
import java.io.IOException;
import java.util.List;

/**
 * A table that rows are inserted into.
 *
 * @param name unique in its subject; the inserts' ids have it
 * @param title in words
 * @param statements make the table, if the service has not
 */
record Variant(String name, String table, String title, List<String> statements) {
    /** Copies. */
    Variant {
        statements = List.copyOf(statements);
    }

    void create(SqlUser admin) throws IOException, InterruptedException {
        for (String statement : statements) {
            admin.execute(statement);
        }
    }
}
