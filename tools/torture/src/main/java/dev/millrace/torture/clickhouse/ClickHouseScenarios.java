package dev.millrace.torture.clickhouse;

import dev.millrace.torture.round.Scenario;
import java.util.List;

/** The scenarios of this package. */
public final class ClickHouseScenarios {
    private ClickHouseScenarios() {}

    /** Lists the scenarios in their order: first those of the line, which share a ClickHouse, then those that alter theirs. */
    public static List<Scenario> all() {
        return List.of(
                new FrozenScenario(),
                new AnswersScenario(),
                new RepliesScenario(),
                new CutsScenario(),
                new SlowScenario(),
                new TwoNodesScenario(),
                new OutageScenario(),
                new KilledScenario(),
                new PoisonScenario(),
                new OneDayScenario(),
                new ThrowingViewScenario(),
                new MissingTableScenario(),
                new SchemaChangesScenario(),
                new LongOutageScenario());
    }
}
