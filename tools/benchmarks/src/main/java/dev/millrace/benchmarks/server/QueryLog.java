package dev.millrace.benchmarks.server;

import dev.millrace.processes.Database;
import dev.millrace.processes.SqlUser;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/** Reads the server's log of executed statements. Thread-safe; blocks. */
public final class QueryLog {
    /** Microseconds: the column of the duration has milliseconds only. */
    private static final String MICROS =
            "toInt64(dateDiff('microsecond', query_start_time_microseconds, event_time_microseconds))";

    /** The CPU time of the statement: it depends little on other work of the machine. */
    private static final String CPU = "ProfileEvents['UserTimeMicroseconds'] + ProfileEvents['SystemTimeMicroseconds']";

    /** A report is a plan and then its query, on the same connection unless ClickHouse has closed it in between. */
    private static final String REPORTS = """
            SELECT port, position(query, 'SELECT toUnixTimestamp(hour), 0') > 0, ${micros}, ${cpu}, read_rows
            FROM ${log}
            WHERE type = 'QueryFinish' AND user = 'report' AND is_initial_query AND query_start_time_microseconds >= fromUnixTimestamp64Micro(${from})
              AND query_start_time_microseconds < fromUnixTimestamp64Micro(${to}) AND query_id NOT LIKE 'bench-%' AND query LIKE '%millrace.traffic%'
            ORDER BY query_start_time_microseconds
            """;

    private static final String SEALS = """
            SELECT multiIf(query LIKE 'INSERT INTO millrace.traffic\\_hour%VALUES%', 'seal', query LIKE 'INSERT INTO millrace.traffic\\_hour%', 'users',
                           query LIKE 'INSERT INTO millrace.traffic\\_site\\_hour%', 'site', 'marks, versions') AS kind,
                   ${micros}, read_rows, written_rows, memory_usage
            FROM ${log}
            WHERE type = 'QueryFinish' AND user = 'rollup' AND query_kind = 'Insert' AND query NOT LIKE '%traffic\\_bound%'
            """;

    private static final String BY_ID = """
            SELECT query_id, ${micros}, ${cpu}, read_rows FROM ${log}
            WHERE type = 'QueryFinish' AND query_id LIKE 'bench-${name}-%' ORDER BY query_start_time_microseconds
            """;

    private final SqlUser admin;
    private final String table;

    public QueryLog(Database database) {
        this.admin = database.admin();
        this.table = database.queryLog();
    }

    /** One statement, or the two of a report. */
    public record Entry(long planMicros, long queryMicros, long cpuMicros, long readRows) {
        /** Returns the total time. */
        public long micros() {
            return planMicros + queryMicros;
        }
    }

    /** A statement of the job that seals hours. */
    public record SealStatement(String kind, long micros, long readRows, long writtenRows, long memoryBytes) {}

    /** The server's time of now, in microseconds. */
    public long now() throws IOException, InterruptedException {
        return admin.number("SELECT toUnixTimestamp64Micro(now64(6))");
    }

    /** Reports of the service that began in that time. */
    public List<Entry> reports(long fromMicros, long toMicros) throws IOException, InterruptedException {
        flush();
        SequencedMap<String, Entry> plans = new LinkedHashMap<>();
        List<Entry> reports = new ArrayList<>();
        String query =
                fill(REPORTS).replace("${from}", Long.toString(fromMicros)).replace("${to}", Long.toString(toMicros));
        for (String[] row : admin.execute(query).rows()) {
            long micros = Long.parseLong(row[2]);
            long cpu = Long.parseLong(row[3]);
            long rows = Long.parseLong(row[4]);
            if (row[1].equals("1")) {
                plans.put(row[0], new Entry(micros, 0, cpu, rows));
                continue;
            }
            Entry plan = plans.remove(row[0]);
            if (plan == null) {
                // A busy machine leaves so much time between the two that the connection is another one.
                Map.Entry<String, Entry> eldest = plans.pollFirstEntry();
                if (eldest == null) {
                    throw new IOException("a report without a plan on port " + row[0]);
                }
                plan = eldest.getValue();
            }
            reports.add(new Entry(plan.planMicros(), micros, plan.cpuMicros() + cpu, plan.readRows() + rows));
        }
        return reports;
    }

    /** The statements that had an id of ours beginning so, in their order. */
    public List<Entry> named(String name) throws IOException, InterruptedException {
        flush();
        return admin.execute(fill(BY_ID).replace("${name}", name)).rows().stream()
                .map(row -> new Entry(0, Long.parseLong(row[1]), Long.parseLong(row[2]), Long.parseLong(row[3])))
                .toList();
    }

    /** Returns all statements that sealing has executed. */
    public List<SealStatement> seals() throws IOException, InterruptedException {
        flush();
        return admin.execute(fill(SEALS)).rows().stream()
                .map(row -> new SealStatement(
                        row[0],
                        Long.parseLong(row[1]),
                        Long.parseLong(row[2]),
                        Long.parseLong(row[3]),
                        Long.parseLong(row[4])))
                .toList();
    }

    /** CPU time of all statements of a user, in microseconds. */
    public long cpuMicrosOf(String user) throws IOException, InterruptedException {
        flush();
        return admin.number(
                fill("SELECT toInt64(sum(${cpu})) FROM ${log} WHERE type = 'QueryFinish' AND user = '${user}'")
                        .replace("${user}", user));
    }

    private String fill(String query) {
        return query.replace("${log}", table).replace("${micros}", MICROS).replace("${cpu}", CPU);
    }

    private void flush() throws IOException, InterruptedException {
        admin.execute("SYSTEM FLUSH LOGS");
    }
}
