package dev.millrace.drain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BackoffTest {
    /** Shortens nothing. */
    private static final RandomGenerator LONGEST = new FixedRandom(false);

    /** Shortens as much as it may. */
    private static final RandomGenerator SHORTEST = new FixedRandom(true);

    @Test
    void pausesDoubleUpToTheLimitAndStayThere() {
        assertThat(pauses(LONGEST, 7)).containsExactly(100L, 200L, 400L, 800L, 1000L, 1000L, 1000L);
    }

    @Test
    void chanceShortensAPauseByHalfAtMost() {
        assertThat(pauses(SHORTEST, 6)).containsExactly(50L, 100L, 200L, 400L, 500L, 500L);
    }

    @Test
    void afterASuccessPausesBeginAnew() {
        Backoff backoff = new Backoff(Duration.ofSeconds(1), LONGEST);
        Stream.generate(backoff::nextPause)
                .limit(5)
                .forEach(pause -> assertThat(pause).isPositive());
        backoff.reset();
        assertThat(backoff.nextPause()).isEqualTo(Duration.ofMillis(100));
        assertThat(backoff.nextPause()).isEqualTo(Duration.ofMillis(200));
    }

    @Test
    void aLimitBelowTheFirstPauseHolds() {
        Backoff backoff = new Backoff(Duration.ofMillis(30), LONGEST);
        assertThat(backoff.nextPause()).isEqualTo(Duration.ofMillis(30));
        assertThat(backoff.nextPause()).isEqualTo(Duration.ofMillis(30));
    }

    @Test
    void nothingOverflowsHoweverLongItLasts() {
        Backoff backoff = new Backoff(Duration.ofDays(365), LONGEST);
        assertThat(Stream.generate(backoff::nextPause).limit(10_000)).last().isEqualTo(Duration.ofDays(365));
    }

    @Property
    void everyPauseIsBetweenHalfAndAllOfItsStep(
            @ForAll Random random, @ForAll @IntRange(min = 1, max = 100_000) int limitMillis) {
        Backoff backoff = new Backoff(Duration.ofMillis(limitMillis), random);
        for (int step = 0; step < 12; step++) {
            long whole = Math.min(100_000_000L << step, limitMillis * 1_000_000L);
            assertThat(backoff.nextPause().toNanos()).isBetween(whole / 2, whole);
        }
    }

    private static Stream<Long> pauses(RandomGenerator random, int count) {
        Backoff backoff = new Backoff(Duration.ofSeconds(1), random);
        return Stream.generate(() -> backoff.nextPause().toMillis()).limit(count);
    }

    /** Always one end of what is asked for. */
    private record FixedRandom(boolean isMost) implements RandomGenerator {
        @Override
        public long nextLong() {
            throw new UnsupportedOperationException();
        }

        @Override
        public long nextLong(long bound) {
            return isMost ? bound - 1 : 0;
        }
    }
}
