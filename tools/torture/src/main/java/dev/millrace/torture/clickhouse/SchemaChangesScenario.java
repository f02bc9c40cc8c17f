package dev.millrace.torture.clickhouse;

import dev.millrace.torture.check.Sql;
import dev.millrace.torture.round.Round;
import dev.millrace.torture.round.Scenario;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** The table changes while it is written: what an operator may do to it without asking the service. */
final class SchemaChangesScenario implements Scenario {
    private static final List<String> CHANGES = List.of(
            "ADD COLUMN torture_a String DEFAULT 'none'",
            "ADD COLUMN torture_b UInt32 MATERIALIZED length(page_url) FIRST",
            "MODIFY SETTING deduplicate_merge_projection_mode = 'rebuild'",
            "MODIFY SETTING max_parts_to_merge_at_once = 20",
            "ADD INDEX torture_i page_url TYPE bloom_filter GRANULARITY 4",
            "MODIFY COLUMN page_url LowCardinality(String) DEFAULT ''",
            "MODIFY COLUMN page_url CODEC(ZSTD(3))",
            "MODIFY COLUMN page_url Nullable(String)",
            "COMMENT COLUMN page_url 'changed under load'");

    private static final List<String> LAST = List.of(
            "MODIFY COLUMN page_url String DEFAULT ''",
            "ADD PROJECTION torture_p (SELECT page_url, count() GROUP BY page_url)");

    @Override
    public String name() {
        return "schema-changes";
    }

    @Override
    public String description() {
        return "columns, types, settings, an index and a projection of the table change under load";
    }

    @Override
    public boolean breaksClickHouse() {
        return true;
    }

    @Override
    public void run(Round round) throws Exception {
        round.startWithLoad();
        Sql sql = round.clickHouse().sql();
        List<String> changes = new ArrayList<>(CHANGES);
        Collections.shuffle(changes, new Random(round.random().nextLong()));
        changes.addAll(LAST);
        for (String change : changes) {
            round.sleepBetween(0, 300);
            sql.execute("ALTER TABLE millrace.traffic " + change);
            round.struck("ALTER under load");
        }
        round.sleepBetween(0, 300);
        round.load().stop();
        round.node().awaitDrained();
        round.demand(DeadLetterFiles.reasons(round.node()).isEmpty(), "a change of the table made dead letters");
    }
}
