package dev.millrace.rollup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testing.TestClickHouse;
import dev.millrace.time.TimeRange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The conditions of few runs, which are ranges, and of many, which are sets, as a real ClickHouse understands them. */
class HourConditionsIT {
    private static final Instant START = Instant.parse("2019-12-30T00:00:00Z");
    private static final int HOURS = 24 * 400;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 31, 32, 33, 100, 2000, HourPlan.MAX_RUNS})
    void theyChooseWhatThePlanSays(int runs) throws Exception {
        Random random = new Random(runs);
        TimeRange range = new TimeRange(START, START.plusSeconds(3600L * HOURS));
        HourPlan.Builder builder = new HourPlan.Builder(range);
        List<Long> sealed = new ArrayList<>();
        int hour = 0;
        for (int i = 0; i < runs; i++) {
            int length = runs > 1000 ? 1 : 1 + random.nextInt(60);
            for (int h = hour; h < hour + length && h < HOURS; h++) {
                sealed.add(START.getEpochSecond() + 3600L * h);
            }
            hour += length + 1;
        }
        sealed.forEach(builder::sealed);
        HourPlan plan = builder.plan();
        String all = "(SELECT toDateTime(%s + number * 3600, 'UTC') AS hour FROM numbers(%s))"
                .formatted(START.getEpochSecond() - 7200, HOURS + 4);
        assertThat(ask("SELECT toUnixTimestamp(hour) FROM %s WHERE %s ORDER BY hour"
                        .formatted(all, HourConditions.hours(plan.rolledUp()))))
                .isEqualTo(text(sealed));
        List<Long> others = new ArrayList<>();
        for (int h = 0; h < HOURS; h++) {
            long start = START.getEpochSecond() + 3600L * h;
            others.add(start);
        }
        others.removeAll(new HashSet<>(sealed));
        String rows = "(SELECT toDateTime64(hour, 3, 'UTC') + INTERVAL 3599999 MILLISECOND AS ts, hour FROM %s)"
                .formatted(all);
        assertThat(ask("SELECT toUnixTimestamp(hour) FROM %s WHERE %s ORDER BY hour"
                        .formatted(rows, HourConditions.rows("ts", plan.raw()))))
                .isEqualTo(text(others));
    }

    private static String ask(String query) throws Exception {
        assertThat(query).as("what one statement may be long").hasSizeLessThan(262_144);
        return TestClickHouse.shared().query(query);
    }

    private static String text(List<Long> hours) {
        return hours.stream().map(String::valueOf).collect(Collectors.joining("\n"));
    }
}
