package dev.millrace.benchmarks.ingest;

import dev.millrace.processes.SqlUser;
import java.io.IOException;

/** A table that rows are inserted into. */
enum Variant {
    AS_IT_IS("traffic", "as Millrace has it: view and index"),
    NO_VIEW("bench_no_view", "without the view"),
    NO_VIEW_AGAIN("bench_no_view_again", "without the view, once more"),
    NEITHER("bench_neither", "without view and index");

    private final String table;
    private final String title;

    Variant(String table, String title) {
        this.table = table;
        this.title = title;
    }

    String table() {
        return table;
    }

    String title() {
        return title;
    }

    /** A view reads one table, so that the copies have none. */
    void create(SqlUser admin) throws IOException, InterruptedException {
        if (this != AS_IT_IS) {
            admin.execute("CREATE TABLE millrace.%s AS millrace.traffic".formatted(table));
        }
        if (this == NEITHER) {
            admin.execute("ALTER TABLE millrace.%s DROP INDEX by_request_id".formatted(table));
        }
    }
}
