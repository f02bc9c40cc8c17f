package dev.millrace.torture.clickhouse;

import dev.millrace.processes.Database;
import dev.millrace.torture.check.Sql;
import dev.millrace.torture.round.Node;
import dev.millrace.torture.round.Round;
import dev.millrace.torture.round.Scenario;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** ClickHouse is away for minutes while 20,000 events come in each second; then all of it is drained. */
final class LongOutageScenario implements Scenario {
    private static final int EVENTS_PER_SECOND = 20_000;
    private static final Duration DURATION = Duration.ofMinutes(10);
    private static final long USERS = 100_000_000;
    private static final long LIMIT_USERS = 200_000_000;

    /** The default settings of a service; other scenarios use shorter times. */
    private static final Map<String, String> SETTINGS = Map.of(
            "MILLRACE_BUFFER_SEGMENT_BYTES", "64MB",
            "MILLRACE_BUFFER_MAX_BYTES", "32GB",
            "MILLRACE_DRAIN_MAX_AGE", "1s",
            "MILLRACE_DRAIN_MAX_BACKOFF", "5s",
            "MILLRACE_CLICKHOUSE_CONNECT_TIMEOUT", "5s",
            "MILLRACE_ROLLUP_INTERVAL", "10s",
            "MILLRACE_INTAKE_STORED_TIMEOUT", "30s",
            "_JAVA_OPTIONS", "-XX:TieredStopAtLevel=4");

    @Override
    public String name() {
        return "long-outage";
    }

    @Override
    public String description() {
        return "ClickHouse is away for --duration (10 minutes) at 20,000 events/s: memory, latencies, then the rate of the drain";
    }

    @Override
    public boolean breaksClickHouse() {
        return true;
    }

    @Override
    public boolean isUsual() {
        return false;
    }

    @Override
    public String whyOneShard() {
        return "it compares the drain with what one server takes";
    }

    @Override
    public void run(Round round) throws Exception {
        Duration duration = round.options().duration().orElse(DURATION);
        Node node = round.node();
        SETTINGS.forEach(node::set);
        node.startReady(); // makes the tables
        round.clickHouse().stop();
        round.struck("ClickHouse stopped");

        OutageLoad load = new OutageLoad(node.url(), USERS, EVENTS_PER_SECOND, duration);
        Duration took;
        Memory away = new Memory(node.service().pid());
        try (away) {
            took = load.run();
        }
        double bytes = node.pendingBytes();

        long start = System.nanoTime();
        round.clickHouse().startAgain();
        Duration up = since(start);
        Memory back = new Memory(node.service().pid());
        Duration drained;
        try (back) {
            drained = awaitDrained(node, start);
        }
        round.demand(load.refused() == 0, load.refused() + " events were refused");
        check(round, load);

        Sql sql = round.clickHouse().sql();
        Database server = round.clickHouse().shards().getFirst();
        sql.execute("CREATE TABLE millrace.torture_bare AS millrace.traffic");
        Duration bare = new InsertLimit(server, "torture_bare", LIMIT_USERS).take(load.accepted());
        Duration withViews = new InsertLimit(server, "traffic", LIMIT_USERS).take(load.accepted());
        sql.execute("DROP TABLE millrace.torture_bare SYNC");
        print(load, took, bytes, away, back, up, drained, bare, withViews);
    }

    private static Duration awaitDrained(Node node, long start) throws Exception {
        while (node.pendingBytes() > 0) {
            TimeUnit.MILLISECONDS.sleep(50);
        }
        return since(start);
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /** Checks that each acknowledged batch is complete, that there is no other row, and that no identity is there twice. */
    private static void check(Round round, OutageLoad load) throws Exception {
        Sql sql = round.clickHouse().sql();
        String from = " FROM millrace.traffic FINAL WHERE " + load.users();
        List<String> wrong = new ArrayList<>();
        int[] rows = new int[load.batches()];
        String counts = "SELECT intDiv(request_id, %s) AS batch, uniqExact(request_id), count()%s GROUP BY batch"
                .formatted(OutageLoad.BATCH, from);
        for (String[] row : sql.rows(counts)) {
            int batch = Integer.parseInt(row[0]);
            rows[batch] = Integer.parseInt(row[1]);
            if (!row[1].equals(row[2])) {
                wrong.add("batch %s has %s rows of %s ids".formatted(batch, row[2], row[1]));
            }
        }
        for (int batch = 0; batch < rows.length; batch++) {
            boolean isWhole = rows[batch] == OutageLoad.BATCH;
            if (load.isAcknowledged(batch) ? !isWhole : rows[batch] > 0 && !load.isInDoubt(batch)) {
                wrong.add("batch %s has %s rows".formatted(batch, rows[batch]));
            }
        }
        round.demand(
                wrong.isEmpty(),
                "%s batches, first %s".formatted(wrong.size(), wrong.subList(0, Math.min(5, wrong.size()))));
    }

    private static void print(
            OutageLoad load,
            Duration took,
            double bytes,
            Memory away,
            Memory back,
            Duration up,
            Duration drained,
            Duration bare,
            Duration withViews) {
        long rows = load.accepted();
        System.out.printf(
                Locale.ROOT,
                """

                | ClickHouse away for %s s, -Xmx256m | |
                |---|---|
                | events sent, accepted, refused or in doubt | %,d, %,d, %,d |
                | accepted | %,.0f events/s, in batches of %s, ack=disk |
                | latency, without the first 10 s | p50 %.1f ms, p99 %.1f ms, max %.1f ms |
                | RSS, first minute, last minute, most | %s, %s, %s MB |
                | of that anonymous | %s, %s, %s MB |
                | RSS while draining, median of the last minute, most | %s, %s MB |
                | waiting on disk | %,.0f MB |

                | rows into ClickHouse | s | rows/s | MB/s |
                |---|---|---|---|
                %s%s%s%s
                """,
                took.toSeconds(),
                (long) load.batches() * OutageLoad.BATCH,
                rows,
                load.refused(),
                rows / seconds(took),
                OutageLoad.BATCH,
                load.latencyMillis(0.5),
                load.latencyMillis(0.99),
                load.latencyMillis(1),
                megabytes(away.first().all()),
                megabytes(away.last().all()),
                megabytes(away.most().all()),
                megabytes(away.first().anonymous()),
                megabytes(away.last().anonymous()),
                megabytes(away.most().anonymous()),
                megabytes(back.last().all()),
                megabytes(back.most().all()),
                bytes / 1e6,
                line(
                        String.format(Locale.ROOT, "drain, from the start of ClickHouse (%.1f s)", seconds(up)),
                        drained,
                        rows,
                        bytes),
                line("drain, from when ClickHouse answered", drained.minus(up), rows, bytes),
                line("ClickHouse's limit: 100,000 rows a block, one connection, without views", bare, rows, bytes),
                line("the same with the views of the API", withViews, rows, bytes));
    }

    private static String line(String what, Duration took, long rows, double bytes) {
        return String.format(
                Locale.ROOT,
                "| %s | %.1f | %,.0f | %.1f |%n",
                what,
                seconds(took),
                rows / seconds(took),
                bytes / 1e6 / seconds(took));
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }

    private static String megabytes(long kilobytes) {
        return Long.toString(kilobytes >> 10);
    }
}
