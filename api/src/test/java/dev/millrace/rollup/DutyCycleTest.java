package dev.millrace.rollup;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class DutyCycleTest {
    @Property
    void workIsThatShareOfTheTime(
            @ForAll @IntRange(min = 1, max = 100) int percent,
            @ForAll @LongRange(min = 1_000_000, max = 3_600_000_000_000L) long workedNanos) {
        long rest = new DutyCycle(percent).restAfter(workedNanos);
        double share = 100.0 * workedNanos / (workedNanos + rest);
        assertThat(share).isBetween(percent - 0.01, percent + 0.01);
    }
}
