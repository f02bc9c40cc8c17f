package dev.millrace.torture;

import dev.millrace.torture.damage.DamageScenario;
import dev.millrace.torture.kill.KillBeforeInsertScenario;
import dev.millrace.torture.kill.KillInRecoveryScenario;
import dev.millrace.torture.kill.KillScenario;
import dev.millrace.torture.round.Scenario;
import java.util.List;
import java.util.stream.Stream;

/** All scenarios, in the order in which they run. */
final class Scenarios {
    static final List<Scenario> ALL = Stream.of(
                    List.of(
                            new KillScenario(),
                            new KillBeforeInsertScenario(),
                            new KillInRecoveryScenario()),
                    DamageScenario.all())
            .flatMap(List::stream)
            .toList();

    private Scenarios() {}
}
