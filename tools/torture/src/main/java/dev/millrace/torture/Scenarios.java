package dev.millrace.torture;

import dev.millrace.torture.clickhouse.ClickHouseScenarios;
import dev.millrace.torture.clock.ClockScenario;
import dev.millrace.torture.damage.DamageScenario;
import dev.millrace.torture.disk.DiskErrorScenario;
import dev.millrace.torture.disk.DiskErrorScenario.Fault;
import dev.millrace.torture.disk.DiskFullScenario;
import dev.millrace.torture.disk.TwoProcessesScenario;
import dev.millrace.torture.kafka.BrokerScenario;
import dev.millrace.torture.kafka.LostDiskScenario;
import dev.millrace.torture.kill.KillBeforeInsertScenario;
import dev.millrace.torture.kill.KillInRecoveryScenario;
import dev.millrace.torture.kill.KillScenario;
import dev.millrace.torture.round.Scenario;
import dev.millrace.torture.stop.StopScenario;
import java.util.List;
import java.util.stream.Stream;

/** Lists all scenarios, in the order in which they run. */
final class Scenarios {
    static final List<Scenario> ALL = Stream.<List<? extends Scenario>>of(
                    List.of(
                            new KillScenario(),
                            new KillBeforeInsertScenario(),
                            new KillInRecoveryScenario(),
                            new StopScenario(false),
                            new StopScenario(true),
                            new TwoProcessesScenario(),
                            new ClockScenario(),
                            new DiskFullScenario(),
                            new DiskErrorScenario(Fault.FORCE),
                            new DiskErrorScenario(Fault.WRITE),
                            new DiskErrorScenario(Fault.READ_ONLY)),
                    DamageScenario.all(),
                    ClickHouseScenarios.all(),
                    BrokerScenario.all(),
                    List.of(new LostDiskScenario()))
            .<Scenario>flatMap(List::stream)
            .toList();

    private Scenarios() {}
}
