package dev.millrace.torture.round;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class RoundsIT {
    @TempDir
    Path directory;

    /** ClickHouse has been seen to abort while a connection was reset. */
    @Test
    void aRoundAndTheNextOnesWaitForeverWhenClickHouseEndsByItself() throws Exception {
        try (Rounds rounds = new Rounds(directory, Options.SHORT, false)) {
            RoundResult struck = rounds.run(new Ending(true), 1);
            assertThat(struck.findings()).isEmpty();
            assertThat(struck.strikes()).containsEntry("ClickHouse ended by itself", 1L);

            RoundResult next = rounds.run(new Ending(false), 2);
            assertThat(next.findings()).isEmpty();
            assertThat(next.certain()).isPositive();
        }
    }

    /** Ends ClickHouse behind the back of the round when all is drained; its process is gone before the next step. */
    private record Ending(boolean ends) implements Scenario {
        @Override
        public String name() {
            return "ending";
        }

        @Override
        public String description() {
            return "ClickHouse ends by itself";
        }

        @Override
        public void run(Round round) throws Exception {
            round.startWithLoad();
            round.sleepBetween(500, 1000);
            if (ends) {
                long pid = round.clickHouse().shards().getFirst().pid();
                round.whenDrained(() -> {
                    ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
                    process.destroyForcibly();
                    process.onExit().join();
                });
            }
        }
    }
}
