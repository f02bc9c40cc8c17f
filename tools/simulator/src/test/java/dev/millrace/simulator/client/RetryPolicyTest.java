package dev.millrace.simulator.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class RetryPolicyTest {
    private final RetryPolicy policy = new RetryPolicy(Duration.ofMinutes(2));

    @Test
    void pausesDoubleUpToFiveSeconds() {
        assertThat(policy.pause(1, null, Duration.ZERO, 1)).contains(Duration.ofMillis(100));
        assertThat(policy.pause(2, null, Duration.ZERO, 1)).contains(Duration.ofMillis(200));
        assertThat(policy.pause(6, null, Duration.ZERO, 1)).contains(Duration.ofMillis(3200));
        assertThat(policy.pause(7, null, Duration.ZERO, 1)).contains(Duration.ofSeconds(5));
        assertThat(policy.pause(1_000_000, null, Duration.ZERO, 1)).contains(Duration.ofSeconds(5));
    }

    @Test
    void theLastTryIsAtTheVeryEnd() {
        assertThat(policy.pause(9, null, Duration.ofSeconds(119), 1)).contains(Duration.ofSeconds(1));
        assertThat(policy.pause(9, null, Duration.ofMinutes(2), 1)).isEmpty();
    }

    @Test
    void aRetryAfterThatIsTooLongEndsItAtOnce() {
        assertThat(policy.pause(1, Duration.ofSeconds(121), Duration.ZERO, 0)).isEmpty();
        assertThat(policy.pause(1, Duration.ofMinutes(2), Duration.ZERO, 0)).isPresent();
    }

    @Property
    void noTryComesSoonerThanTheServiceAsks(
            @ForAll @IntRange(min = 1, max = 1000) int failures,
            @ForAll @IntRange(max = 100) int retryAfterSeconds,
            @ForAll @DoubleRange(max = 1) double random) {
        Duration retryAfter = Duration.ofSeconds(retryAfterSeconds);

        assertThat(policy.pause(failures, retryAfter, Duration.ZERO, random).orElseThrow())
                .isBetween(retryAfter, Duration.ofSeconds(121));
    }

    @Property
    void withoutRetryAfterAPauseIsShortAndNeverNothing(
            @ForAll @IntRange(min = 1) int failures,
            @ForAll @LongRange(max = 200_000) long elapsedMillis,
            @ForAll @DoubleRange(max = 1) double random) {
        Optional<Duration> pause = policy.pause(failures, null, Duration.ofMillis(elapsedMillis), random);

        assertThat(pause.isPresent()).isEqualTo(elapsedMillis < 120_000);
        pause.ifPresent(length -> assertThat(length).isBetween(Duration.ofMillis(1), Duration.ofSeconds(5)));
    }
}
