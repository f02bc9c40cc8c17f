package dev.millrace.benchmarks.server;

import dev.millrace.processes.Database;
import dev.millrace.processes.SqlUser;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads the server's log of executed statements. Thread-safe; blocks. */
public final class QueryLog {
    /** Microseconds: the column of the duration has milliseconds only. */
    private static final String MICROS =
            "toInt64(dateDiff('microsecond', query_start_time_microseconds, event_time_microseconds))";

    /** The CPU time of the statement: it depends little on other work of the machine. */
    private static final String CPU = "ProfileEvents['UserTimeMicroseconds'] + ProfileEvents['SystemTimeMicroseconds']";

    /**
     * The statements of one user's report: raw rows alone, which ClickHouse refuses (error 158) if there are too many; then a plan, the rows,
     * and a check whether the plan still holds.
     */
    private static final String REPORTS = """
            SELECT extractAll(query, 'user_id = (\\d+)')[-1] AS of_user,
                multiIf(exception_code = 158, 'refused', query LIKE '%is_seal = 1%', 'plan', query LIKE '%step >= 2%', 'check', 'rows'),
                ${micros}, ${cpu}, read_rows
            FROM ${log}
            WHERE (type = 'QueryFinish' OR exception_code = 158) AND user = 'report' AND is_initial_query
              AND query_start_time_microseconds >= fromUnixTimestamp64Micro(${from})
              AND query_start_time_microseconds < fromUnixTimestamp64Micro(${to}) AND query_id NOT LIKE 'bench-%' AND query LIKE '%user_id = %'
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

    private static final Entry NOTHING = new Entry(0, 0, 0, 0);

    /**
     * The cost of one statement, or of all statements of a report. While several reports of one user run at once, a statement may count for
     * another one of them.
     *
     * @param planMicros the time of the statements before the one that read the answer; 0 if there were none
     */
    public record Entry(long planMicros, long queryMicros, long cpuMicros, long readRows) {
        private Entry plus(Entry other) {
            return new Entry(
                    planMicros + other.planMicros,
                    queryMicros + other.queryMicros,
                    cpuMicros + other.cpuMicros,
                    readRows + other.readRows);
        }

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
        Map<String, Entry> begun = new HashMap<>();
        Map<String, Integer> last = new HashMap<>();
        List<Entry> reports = new ArrayList<>();
        String query =
                fill(REPORTS).replace("${from}", Long.toString(fromMicros)).replace("${to}", Long.toString(toMicros));
        for (String[] row : admin.execute(query).rows()) {
            String user = row[0];
            long micros = Long.parseLong(row[2]);
            long cpu = Long.parseLong(row[3]);
            long rows = Long.parseLong(row[4]);
            switch (row[1]) {
                case "rows" -> {
                    Entry before = begun.getOrDefault(user, NOTHING);
                    begun.remove(user);
                    last.put(user, reports.size());
                    reports.add(before.plus(new Entry(0, micros, cpu, rows)));
                }
                case "check" -> {
                    // Of a report that began before this time, or one of those that are counted.
                    Integer report = last.get(user);
                    if (report != null) {
                        reports.set(report, reports.get(report).plus(new Entry(0, micros, cpu, rows)));
                    }
                }
                default -> begun.merge(user, new Entry(micros, 0, cpu, rows), Entry::plus);
            }
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
