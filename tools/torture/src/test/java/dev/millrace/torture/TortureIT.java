package dev.millrace.torture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.torture.longrun.LongRun;
import dev.millrace.torture.longrun.LongRunResult;
import dev.millrace.torture.round.Options;
import dev.millrace.torture.round.RoundResult;
import dev.millrace.torture.round.Rounds;
import dev.millrace.torture.round.Scenario;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One short round of each scenario, with another seed each time. A round that hangs costs its time, and no other round. */
@Timeout(value = 600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
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
                .filter(scenario -> scenario.isUsual() && scenario.isQuick() && !scenario.needsBrokers())
                .map(Scenario::name)
                .toList();
    }

    /** Two of them, others each time: a round with two shards takes longer than one with a single server. */
    static List<String> someWithShards() {
        List<String> names = new ArrayList<>(Scenarios.ALL.stream()
                .filter(scenario -> scenario.isUsual()
                        && scenario.isQuick()
                        && scenario.whyOneShard().isEmpty())
                .map(Scenario::name)
                .toList());
        Collections.shuffle(names);
        return names.subList(0, 2);
    }

    @ParameterizedTest
    @MethodSource("someWithShards")
    void nothingIsLostDoubledOrUnexplainedWithTwoShards(String name) throws Exception {
        try (Rounds ofShards = new Rounds(Path.of("target/rounds-of-shards"), Options.SHORT.withShards(2), false)) {
            check(ofShards, name, "--shards 2");
        }
    }

    @Test
    void aLongRunOfSomeSecondsFindsNothing() throws Exception {
        Path directory = Files.createTempDirectory(Files.createDirectories(Path.of("target/rounds")), "long-run-");
        long seed = new Random().nextLong(1L << 48);
        System.out.printf("./torture --hours 0.004 --seed %s%n", seed);
        LongRunResult result = LongRun.run(
                directory,
                Duration.ofSeconds(14),
                seed,
                Options.SHORT,
                new PrintWriter(System.out, true, StandardCharsets.UTF_8),
                () -> false);
        assertThat(result.round().findings()).isEmpty();
        assertThat(result.checkpoints()).isPositive();
        assertThat(result.round().certain()).isPositive();
        assertThat(result.markdown()).contains("| service 0: RSS (MB) |", "| ClickHouse: active parts |");
        Rounds.delete(directory);
    }

    @ParameterizedTest
    @MethodSource("usual")
    void nothingIsLostDoubledOrUnexplained(String name) throws Exception {
        check(rounds, name, "");
    }

    private static void check(Rounds rounds, String name, String options) throws Exception {
        Scenario scenario = Scenarios.ALL.stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow();
        long seed = new Random().nextLong(1L << 48);
        System.out.printf("./torture --scenario %s --seed %s %s%n", name, seed, options);
        RoundResult result = rounds.run(scenario, seed);
        System.out.println(result);
        assertThat(result.findings()).isEmpty();
        if (result.skipped().isEmpty()) {
            assertThat(result.certain())
                    .as("views and readings that had to be there")
                    .isPositive();
            assertThat(result.strikes()).as("faults that struck").isNotEmpty();
        }
    }
}
