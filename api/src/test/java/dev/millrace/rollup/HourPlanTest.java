package dev.millrace.rollup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.time.TimeRange;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class HourPlanTest {
    private static final Instant START = Instant.parse("2026-11-19T00:00:00Z");

    @Test
    void aRangeWithoutAWholeHourIsRaw() {
        TimeRange range = new TimeRange(START.plusSeconds(1), START.plusSeconds(7199));
        assertThat(HourPlan.wholeHours(range).isEmpty()).isTrue();
        assertThat(HourPlan.of(range, hours(0, 1), List.of())).isEqualTo(new HourPlan(List.of(), List.of(range)));
    }

    @Test
    void sealedHoursComeFromTheRollupAndBothEndsFromRawRows() {
        TimeRange range = new TimeRange(START.plusSeconds(1), START.plusSeconds(4 * 3600 + 1));
        assertThat(HourPlan.of(range, hours(0, 1, 2, 3, 4), List.of()))
                .isEqualTo(new HourPlan(
                        List.of(of(1, 4)),
                        List.of(
                                new TimeRange(START.plusSeconds(1), START.plusSeconds(3600)),
                                new TimeRange(START.plusSeconds(4 * 3600), START.plusSeconds(4 * 3600 + 1)))));
    }

    @Test
    void aMarkedHourIsRaw() {
        assertThat(HourPlan.of(of(0, 4), hours(0, 1, 2, 3), hours(1)))
                .isEqualTo(new HourPlan(List.of(of(0, 1), of(2, 4)), List.of(of(1, 2))));
    }

    @Test
    void daysWithoutRowsAreReadFromNowhere() {
        HourPlan.Builder plan = new HourPlan.Builder(of(0, 24 * 4));
        plan.knowsDays();
        plan.hasRows(START.getEpochSecond() + 24 * 3600);
        hours(25, 26, 50).forEach(plan::sealed);
        hours(26).forEach(plan::marked);
        assertThat(plan.plan())
                .isEqualTo(new HourPlan(List.of(of(25, 26), of(50, 51)), List.of(of(24, 25), of(26, 48))));
    }

    @Test
    void aSealedDayIsReadAsADayUnlessAnHourOfItIsMarkedOrOutsideOfTheRange() {
        HourPlan.Builder plan = new HourPlan.Builder(of(1, 24 * 5));
        for (int day = 0; day < 5; day++) {
            plan.sealedDay(hours(day * 24 + 23).getFirst());
        }
        hours(2, 24 * 2, 24 * 2 + 1).forEach(plan::sealed);
        hours(24 * 2).forEach(plan::marked);
        assertThat(plan.plan())
                .isEqualTo(new HourPlan(
                        List.of(of(24, 48), of(72, 120)),
                        List.of(of(2, 3), of(49, 50)),
                        List.of(of(1, 2), of(3, 24), of(48, 49), of(50, 72))));
    }

    @Test
    void ofTooManyRunsADayIsALongOne() {
        int day = (2 * HourPlan.MAX_RUNS / 24 + 1) * 24;
        TimeRange range = of(0, day + 24);
        HourPlan.Builder plan = new HourPlan.Builder(range);
        LongStream.range(0, HourPlan.MAX_RUNS)
                .forEach(i -> plan.sealed(hours(2 * i).getFirst()));
        plan.sealedDay(hours(day).getFirst());
        HourPlan cut = plan.plan();
        assertThat(cut.days()).containsExactly(of(day, day + 24));
        assertThat(cut.rolledUp()).hasSize(HourPlan.MAX_RUNS - 1);
        assertTilesTheRange(range, cut);
    }

    @Test
    void onlyTheLongestRunsAreTakenFromTheRollup() {
        List<Long> everySecond = LongStream.range(0, HourPlan.MAX_RUNS + 1)
                .map(i -> hours(2 * i).getFirst())
                .boxed()
                .toList();
        assertThat(HourPlan.of(of(0, 2 * HourPlan.MAX_RUNS + 2), everySecond, List.of())
                        .rolledUp())
                .hasSize(HourPlan.MAX_RUNS);
    }

    @Property(tries = 300)
    void allPartsTogetherAreTheRange(
            @ForAll @LongRange(min = 0, max = 400_000) long from,
            @ForAll @LongRange(min = 0, max = 400_000) long seconds,
            @ForAll @Size(max = 80) Set<@IntRange(max = 250) Integer> sealed,
            @ForAll @Size(max = 20) Set<@IntRange(max = 250) Integer> marked,
            @ForAll @Size(max = 8) Set<@IntRange(max = 9) Integer> sealedDays) {
        TimeRange range = new TimeRange(START.plusSeconds(from), START.plusSeconds(from + seconds));
        HourPlan.Builder builder = new HourPlan.Builder(range);
        sealed.forEach(hour -> builder.sealed(hours(hour).getFirst()));
        marked.forEach(hour -> builder.marked(hours(hour).getFirst()));
        sealedDays.forEach(day -> builder.sealedDay(hours(day * 24L + 23).getFirst()));
        HourPlan plan = builder.plan();
        assertTilesTheRange(range, plan);
        for (TimeRange run : plan.days()) {
            assertThat(run.from()).isEqualTo(run.from().truncatedTo(ChronoUnit.DAYS));
            assertThat(run.to()).isEqualTo(run.to().truncatedTo(ChronoUnit.DAYS));
            for (int hour = index(run.from()); hour < index(run.to()); hour++) {
                assertThat(sealedDays).contains(hour / 24);
                assertThat(marked).doesNotContain(hour);
            }
        }
        for (TimeRange run : plan.rolledUp()) {
            for (Instant hour = run.from(); hour.isBefore(run.to()); hour = hour.plus(Duration.ofHours(1))) {
                assertThat(sealed).contains(index(hour));
                assertThat(marked).doesNotContain(index(hour));
            }
        }
    }

    private static void assertTilesTheRange(TimeRange range, HourPlan plan) {
        List<TimeRange> parts = new ArrayList<>(plan.raw());
        parts.addAll(plan.rolledUp());
        parts.addAll(plan.days());
        parts.sort(Comparator.comparing(TimeRange::from));
        Instant end = range.from();
        for (TimeRange part : parts) {
            assertThat(part.from()).isEqualTo(end);
            end = part.to();
        }
        assertThat(end).isEqualTo(range.to());
    }

    private static int index(Instant hour) {
        return (int) Duration.between(START, hour).toHours();
    }

    private static TimeRange of(int fromHour, int toHour) {
        return new TimeRange(START.plusSeconds(fromHour * 3600L), START.plusSeconds(toHour * 3600L));
    }

    private static List<Long> hours(long... indexes) {
        return LongStream.of(indexes)
                .mapToObj(i -> START.getEpochSecond() + i * 3600)
                .toList();
    }
}
