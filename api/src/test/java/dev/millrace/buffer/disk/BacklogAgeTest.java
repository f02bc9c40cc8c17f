package dev.millrace.buffer.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class BacklogAgeTest {
    private static final long MILLI = 1_000_000;

    @Property
    void anAgeIsNeverTooShortAndAtMostTheDistanceOfTwoMarksTooLong(
            @ForAll @Size(min = 1, max = 200) List<@IntRange(max = 500) Integer> pausesMillis,
            @ForAll @IntRange(max = 200) int committedIndex) {
        BacklogAge backlogAge = new BacklogAge();
        TreeMap<Long, Long> safeAt = new TreeMap<>();
        long now = 0;
        long position = 0;
        for (int pause : pausesMillis) {
            now += pause * MILLI;
            backlogAge.safe(position, now);
            safeAt.put(position, now);
            position += 10;
        }
        long committed = Math.min(committedIndex * 10L + 5, position);
        backlogAge.committed(committed, committed == position);
        Map.Entry<Long, Long> oldest = safeAt.floorEntry(committed);
        Duration age = backlogAge.oldest(now);
        if (committed == position || oldest == null) {
            assertThat(age).isZero();
        } else {
            assertThat(age.toNanos())
                    .isGreaterThanOrEqualTo(now - oldest.getValue())
                    .isLessThan(now - oldest.getValue() + 100 * MILLI);
        }
    }

    @Property(tries = 10)
    void aLongOutageNeedsNoMoreMemoryAndKeepsTheOldest(@ForAll @IntRange(min = 2000, max = 20_000) int groups) {
        BacklogAge backlogAge = new BacklogAge();
        for (int i = 0; i < groups; i++) {
            backlogAge.safe(i * 10L, i * 1000L * MILLI);
        }
        long now = groups * 1000L * MILLI;
        assertThat(backlogAge.oldest(now)).isEqualTo(Duration.ofSeconds(groups));
        backlogAge.committed(groups / 2 * 10L, false);
        long right = groups - groups / 2L;
        assertThat(backlogAge.oldest(now).toSeconds()).isBetween(right, right + groups / 256);
    }
}
