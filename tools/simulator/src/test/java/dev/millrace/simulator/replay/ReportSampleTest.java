package dev.millrace.simulator.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.simulator.replay.ReportSample.Report;
import dev.millrace.simulator.traffic.PageView;
import dev.millrace.simulator.traffic.RequestId;
import dev.millrace.simulator.traffic.UserId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReportSampleTest {
    private static final Instant START = Instant.parse("2026-01-01T10:00:00Z");

    @ParameterizedTest
    @ValueSource(ints = {0, 5_000, 6_000})
    void allReportsAreAskedForIfThatIsNotTooMuch(int most) {
        ReportSample sample = ReportSample.of(weeks(50, 100, 3), most);

        assertThat(sample.isAll()).isTrue();
        assertThat(sample.reports()).hasSize(5_000).doesNotHaveDuplicates();
    }

    @Test
    void aLogOfManyWeeksIsNotAskedForADay() {
        Expectation expectation = weeks(500, 100, 5);
        ReportSample sample = ReportSample.of(expectation, 1_000);

        assertThat(sample.all()).isEqualTo(50_000);
        assertThat(sample.withViews()).isEqualTo(750);
        assertThat(sample.reports()).hasSize(1_000).doesNotHaveDuplicates();
        assertThat(sample.reports().stream().filter(report -> hasViews(expectation, report)))
                .hasSize(750);
        assertThat(ReportSample.of(weeks(500, 100, 5), 1_000)).isEqualTo(sample);
    }

    @Test
    void whereFewReportsHaveViewsTheseAreAllAskedFor() {
        assertThat(ReportSample.of(weeks(100, 100, 1), 1_000).withViews()).isEqualTo(100);
    }

    @Test
    void whereNoReportIsEmptyTheSampleHasOnlyOthers() {
        ReportSample sample = ReportSample.of(weeks(100, 10, 10), 500);

        assertThat(sample.withViews()).isEqualTo(500);
        assertThat(sample.reports()).hasSize(500);
    }

    private static boolean hasViews(Expectation expectation, Report report) {
        return !expectation.views(report.user(), report.day()).isEmpty();
    }

    /** Users who are there on some days each. */
    private static Expectation weeks(int users, int days, int daysOfEach) {
        Expectation expectation = new Expectation();
        for (int user = 0; user < users; user++) {
            for (int visit = 0; visit < daysOfEach; visit++) {
                int day = (user + visit * (days / daysOfEach)) % days;
                expectation.add(new PageView(
                        new RequestId(user * 1_000L + visit),
                        new UserId(user),
                        START.plus(day, ChronoUnit.DAYS),
                        "/a"));
            }
        }
        return expectation;
    }
}
