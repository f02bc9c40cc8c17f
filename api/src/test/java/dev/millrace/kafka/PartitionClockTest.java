package dev.millrace.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class PartitionClockTest {
    private static final int NODE_BITS = 8;

    @Property(tries = 200)
    void versionsGrowWithTheOffsetsWhateverTheTimestampsDo(
            @ForAll @Size(min = 1, max = 50) List<@LongRange(min = -1, max = 2_000_000_000_000L) Long> timestamps,
            @ForAll @IntRange(max = 1 << 20) int bytes) {
        PartitionClock clock = new PartitionClock(3, "");
        long last = -1;
        for (long timestamp : timestamps) {
            RecordVersions versions = clock.next(timestamp, bytes);
            for (long version : List.of(firstOf(versions), versions.lastTick() << NODE_BITS)) {
                assertThat(version >>> NODE_BITS).isGreaterThanOrEqualTo(last);
            }
            assertThat(firstOf(versions) >>> NODE_BITS).isGreaterThan(last);
            last = versions.lastTick();
        }
    }

    /** From the state that was committed the same versions come, and from none the same or lower ones. */
    @Property(tries = 200)
    void whatComesAgainHasTheVersionsThatItHadOrLowerOnes(
            @ForAll @Size(min = 2, max = 50) List<@LongRange(min = 0, max = 2_000_000_000_000L) Long> timestamps,
            @ForAll @IntRange(max = 49) int from) {
        PartitionClock clock = new PartitionClock(0, "");
        List<RecordVersions> first = new ArrayList<>();
        timestamps.forEach(timestamp -> first.add(clock.next(timestamp, 100)));
        int begin = Math.min(from, timestamps.size() - 1);
        String committed = begin == 0 ? "" : PartitionClock.stateAfter(first.get(begin - 1));
        PartitionClock again = new PartitionClock(0, committed);
        PartitionClock moved = new PartitionClock(0, "");
        for (int i = begin; i < timestamps.size(); i++) {
            assertThat(again.next(timestamps.get(i), 100)).isEqualTo(first.get(i));
            assertThat(moved.next(timestamps.get(i), 100).firstTick())
                    .isLessThanOrEqualTo(first.get(i).firstTick());
        }
    }

    @Test
    void eachDeliveryOfARecordGivesItsEventsTheSameVersions() {
        RecordVersions versions = new PartitionClock(258, "").next(1_000, 100);
        LongSupplier one = versions.forEvents();
        LongSupplier two = versions.forEvents();
        for (int i = 0; i < 100 / 8; i++) {
            assertThat(one.getAsLong()).isEqualTo(two.getAsLong());
        }
        assertThat(firstOf(versions)).isEqualTo(((1_000_000L << 4) << NODE_BITS) | 2);
        assertThat(versions.forDeletion() & 255).isEqualTo(255);
    }

    @Test
    void aStateThatAnotherProgramCommittedIsNone() {
        assertThat(new PartitionClock(0, "offset set by hand").next(0, 0).firstTick())
                .isEqualTo(1);
    }

    private static long firstOf(RecordVersions versions) {
        return versions.forEvents().getAsLong();
    }
}
