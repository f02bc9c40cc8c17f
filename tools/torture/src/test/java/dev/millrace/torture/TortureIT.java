package dev.millrace.torture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.torture.round.Options;
import dev.millrace.torture.round.RoundResult;
import dev.millrace.torture.round.Rounds;
import dev.millrace.torture.round.Scenario;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One short round of each scenario, with another seed each time. */
@Timeout(600)
class TortureIT {
    private static Rounds rounds;

    @BeforeAll
    static void prepare() {
        rounds = new Rounds(Path.of("target/rounds"), Options.SHORT, false);
    }

    @AfterAll
    static void end() throws Exception {
        rounds.close();
    }

    static List<String> usual() {
        return Scenarios.ALL.stream()
                .filter(scenario -> scenario.isUsual() && scenario.isQuick())
                .map(Scenario::name)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("usual")
    void nothingIsLostDoubledOrUnexplained(String name) throws Exception {
        Scenario scenario = Scenarios.ALL.stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow();
        long seed = new Random().nextLong(1L << 48);
        System.out.printf("./torture --scenario %s --seed %d%n", name, seed);
        RoundResult result = rounds.run(scenario, seed);
        System.out.println(result);
        assertThat(result.findings()).isEmpty();
        if (result.skipped().isEmpty()) {
            assertThat(result.certain()).as("views that had to be there").isPositive();
            assertThat(result.strikes()).as("faults that struck").isNotEmpty();
        }
    }
}
