package dev.millrace.torture.clickhouse;

import dev.millrace.torture.check.Sql;
import java.io.IOException;

/** A materialized view of the raw rows that throws when it sees the wrong ones. */
final class ThrowingView {
    private final Sql sql;

    private ThrowingView(Sql sql) {
        this.sql = sql;
    }

    /** @param condition on the row, in SQL */
    static ThrowingView create(Sql sql, String condition) throws IOException, InterruptedException {
        sql.execute("CREATE TABLE millrace.torture_sink (request_id UInt64) ENGINE = Null");
        sql.execute("""
                CREATE MATERIALIZED VIEW millrace.torture_view TO millrace.torture_sink
                DEFINER = CURRENT_USER SQL SECURITY DEFINER
                AS SELECT request_id FROM millrace.traffic WHERE throwIf(%s, 'torture') = 0
                """.formatted(condition));
        return new ThrowingView(sql);
    }

    void drop() throws IOException, InterruptedException {
        sql.execute("DROP TABLE millrace.torture_view SYNC");
        sql.execute("DROP TABLE millrace.torture_sink SYNC");
    }
}
