package dev.millrace.torture.clickhouse;

import dev.millrace.torture.check.Sql;
import dev.millrace.torture.round.Round;
import dev.millrace.torture.round.Scenario;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A table is not there for a while: rows wait for it. */
final class MissingTableScenario implements Scenario {
    private static final String AWAY = "torture_away";
    private static final Duration LONG = Duration.ofMinutes(1);

    @Override
    public String name() {
        return "missing-table";
    }

    @Override
    public String description() {
        return "the table of raw rows, of edits or of marks is detached or renamed for a while under load";
    }

    @Override
    public boolean breaksClickHouse() {
        return true;
    }

    @Override
    public void run(Round round) throws Exception {
        round.startWithLoad();
        Sql sql = round.clickHouse().sql();
        for (String table : new String[] {"traffic", "traffic_edit", "traffic_mark"}) {
            round.sleepBetween(0, 400);
            // Renaming the table of rows removes it from its views, too.
            boolean isRenamed = !table.equals("traffic") && round.random().nextBoolean();
            sql.execute(isRenamed ? rename(table, AWAY) : "DETACH TABLE millrace." + table);
            if (round.options().isLong()) {
                TimeUnit.NANOSECONDS.sleep(LONG.toNanos());
            }
            round.sleepBetween(300, 900);
            sql.execute(isRenamed ? rename(AWAY, table) : "ATTACH TABLE millrace." + table);
            round.struck("%s %s for a while".formatted(table, isRenamed ? "renamed" : "detached"));
        }
        round.sleepBetween(0, 300);
        round.load().stop();
        round.node().awaitDrained();
        round.demand(DeadLetterFiles.reasons(round.node()).isEmpty(), "a missing table made dead letters");
    }

    private static String rename(String from, String to) {
        return "RENAME TABLE millrace.%s TO millrace.%s".formatted(from, to);
    }
}
