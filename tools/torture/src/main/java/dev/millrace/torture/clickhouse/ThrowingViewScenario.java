package dev.millrace.torture.clickhouse;

import dev.millrace.torture.check.Sql;
import dev.millrace.torture.load.LoadPlan;
import dev.millrace.torture.round.Round;
import dev.millrace.torture.round.Scenario;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A materialized view throws for a while, for all rows: the rows are in the table by then, and come again. */
final class ThrowingViewScenario implements Scenario {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration LONG = Duration.ofMinutes(1);

    @Override
    public String name() {
        return "throwing-view";
    }

    @Override
    public String description() {
        return "a materialized view on the raw rows throws while a flag is set";
    }

    @Override
    public boolean breaksClickHouse() {
        return true;
    }

    @Override
    public void run(Round round) throws Exception {
        round.node().startReady();
        Sql sql = round.clickHouse().sql();
        sql.execute("CREATE TABLE millrace.torture_flag (is_set UInt8) ENGINE = MergeTree ORDER BY is_set");
        ThrowingView view = ThrowingView.create(sql, "(SELECT count() FROM millrace.torture_flag) > 0");
        round.load().start(LoadPlan.NORMAL, round.node().url());
        for (int i = 0; i < 2; i++) {
            round.sleepBetween(0, 500);
            sql.execute("INSERT INTO millrace.torture_flag VALUES (1)");
            long before = Inserts.TRY_LATER.of(round.node());
            if (round.options().isLong()) {
                TimeUnit.NANOSECONDS.sleep(LONG.toNanos());
            }
            round.demand(
                    Inserts.TRY_LATER.awaitMoreThan(before + 2, round.node(), PATIENCE),
                    "no insert failed with the view");
            round.struck("inserts that a view failed", Inserts.TRY_LATER.of(round.node()) - before);
            sql.execute("TRUNCATE TABLE millrace.torture_flag");
        }
        round.load().stop();
        round.node().awaitDrained();
        view.drop();
        round.demand(DeadLetterFiles.reasons(round.node()).isEmpty(), "a view's error made dead letters");
    }
}
