package dev.millrace.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.benchmarks.load.Bodies;
import dev.millrace.benchmarks.load.Load;
import dev.millrace.benchmarks.load.WrkReport;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ExpectationTest {
    private static final Load SINGLE = new Load.Single(10);
    private static final Load BATCHES = new Load.Batches(new Bodies(Path.of("none"), 100, 20, 1), 4, 0);

    @Test
    void everySingleEventThatWasAcknowledgedHasToBeThere() {
        Expectation expectation = Expectation.of(SINGLE, report(1000, 0));

        assertThat(expectation.findingAboutDistinct("there", 1000)).isEmpty();
        assertThat(expectation.findingAboutDistinct("there", 999))
                .get()
                .asString()
                .startsWith("LOST: 999 ");
    }

    @Test
    void onlyWhatWasUnderWayOrFailedMayBeThereBeside() {
        Expectation expectation = Expectation.of(SINGLE, report(1000, 5));

        assertThat(expectation.findingAboutDistinct("there", 995 + 10 + 5)).isEmpty();
        assertThat(expectation.findingAboutDistinct("there", 995 + 10 + 6))
                .get()
                .asString()
                .startsWith("UNEXPLAINED");
    }

    @Test
    void bodiesThatWereNotAllSentCountOnce() {
        Expectation expectation = Expectation.of(BATCHES, report(10, 0));

        assertThat(expectation.leastDistinct()).isEqualTo(1000);
        assertThat(expectation.mostDistinct()).isEqualTo(1400);
    }

    @Test
    void bodiesThatWereSentAgainAreTheSameEvents() {
        Expectation expectation = Expectation.of(BATCHES, report(200, 0));

        assertThat(expectation.acknowledged()).isEqualTo(20_000);
        assertThat(expectation.leastDistinct()).isEqualTo(2000);
        assertThat(expectation.mostDistinct()).isEqualTo(2000);
        assertThat(expectation.findingAboutDistinct("there", 1999)).isPresent();
        assertThat(expectation.findingAboutAll("there", 19_999)).isPresent();
    }

    @Test
    void aBodyThatWasSentOnceMayBeInDoubt() {
        assertThat(Expectation.of(BATCHES, report(22, 0)).leastDistinct()).isEqualTo((20 - 4) * 100);
    }

    private static WrkReport report(long answers, long badStatus) {
        return new WrkReport(answers, badStatus, 0, 0, 1_000_000, 1, 1, 1, 1);
    }
}
