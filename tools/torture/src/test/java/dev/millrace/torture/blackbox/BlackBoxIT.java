package dev.millrace.torture.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.chproxy.NoGoException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.opentest4j.TestAbortedException;

/** A short black-box round, with another seed each time. */
@Timeout(600)
class BlackBoxIT {
    private static final Duration LENGTH = Duration.ofSeconds(15);

    @ParameterizedTest
    @EnumSource(names = {"TWO_NODES", "TWO_SHARDS"})
    void everyReportIsRightWhileNodesAreKilledAndInTheEnd(Setting setting) throws Exception {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        BlackBox rounds = new BlackBox(Path.of("target/rounds"), LENGTH, false, out);
        try {
            assertThat(rounds.run(List.of(setting), 1, new Random().nextLong(1L << 48)))
                    .isTrue();
        } catch (NoGoException e) {
            System.err.println("SKIPPED: " + e.getMessage());
            throw new TestAbortedException(e.getMessage(), e);
        }
    }
}
