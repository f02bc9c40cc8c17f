package dev.millrace.torture.clickhouse;

import dev.millrace.processes.SqlUser;
import java.io.IOException;

/** A materialized view behind the raw rows that throws when it sees the wrong ones. */
final class ThrowingView {
    private final SqlUser admin;

    private ThrowingView(SqlUser admin) {
        this.admin = admin;
    }

    /** @param condition on the row, in SQL */
    static ThrowingView create(SqlUser admin, String condition) throws IOException, InterruptedException {
        admin.execute("CREATE TABLE millrace.torture_sink (request_id UInt64) ENGINE = Null");
        admin.execute("""
                CREATE MATERIALIZED VIEW millrace.torture_view TO millrace.torture_sink
                DEFINER = CURRENT_USER SQL SECURITY DEFINER
                AS SELECT request_id FROM millrace.traffic WHERE throwIf(%s, 'torture') = 0
                """.formatted(condition));
        return new ThrowingView(admin);
    }

    void drop() throws IOException, InterruptedException {
        admin.execute("DROP TABLE millrace.torture_view SYNC");
        admin.execute("DROP TABLE millrace.torture_sink SYNC");
    }
}
