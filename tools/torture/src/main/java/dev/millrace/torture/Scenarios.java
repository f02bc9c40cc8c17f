package dev.millrace.torture;

import dev.millrace.torture.kill.KillScenario;
import dev.millrace.torture.round.Scenario;
import java.util.List;

/** All scenarios, in the order in which they run. */
final class Scenarios {
    static final List<Scenario> ALL = List.of(new KillScenario());

    private Scenarios() {}
}
