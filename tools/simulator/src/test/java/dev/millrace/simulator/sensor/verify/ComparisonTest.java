package dev.millrace.simulator.sensor.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.simulator.sensor.Window;
import dev.millrace.simulator.sensor.WindowSize;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ComparisonTest {
    private static final Window FIRST = window("a", 0, 2, 3.5);
    private static final Window SECOND = window("a", 60, 1, 1);
    private static final Window OTHER = window("b", 0, 1, 1);

    @Test
    void equalWindowsDoNotDiffer() {
        assertThat(compare(List.of(FIRST, SECOND, OTHER), List.of(FIRST, SECOND, OTHER)))
                .isEmpty();
    }

    @Test
    void aWindowThatIsNotThereMayStillCome() {
        assertThat(compare(List.of(FIRST, SECOND), List.of(FIRST)))
                .singleElement()
                .satisfies(difference -> assertThat(difference.onlyLacks()).isTrue())
                .extracting(Difference::line)
                .asString()
                .contains("1m of a, 1970-01-01T00:01:00Z", "reported none");
    }

    @Test
    void aWindowWithTooManyReadingsIsWrongAtOnce() {
        assertThat(compare(List.of(FIRST), List.of(window("a", 0, 3, 3.5))))
                .singleElement()
                .satisfies(difference -> assertThat(difference.onlyLacks()).isFalse());
    }

    @Test
    void aSumThatIsWrongInItsLastBitIsADifference() {
        assertThat(compare(List.of(FIRST), List.of(window("a", 0, 2, Math.nextUp(3.5)))))
                .hasSize(1);
    }

    @Test
    void aWindowThatNobodyExpectsIsWrongAtOnce() {
        assertThat(compare(List.of(FIRST), List.of(FIRST, OTHER)))
                .singleElement()
                .satisfies(difference -> assertThat(difference.onlyLacks()).isFalse());
    }

    @Test
    void theSameWindowTwiceIsWrongAtOnce() {
        assertThat(compare(List.of(FIRST), List.of(FIRST, FIRST)))
                .singleElement()
                .satisfies(difference -> assertThat(difference.onlyLacks()).isFalse());
    }

    @Test
    void anotherOrderIsADifference() {
        assertThat(compare(List.of(FIRST, SECOND), List.of(SECOND, FIRST))).hasSize(1);
    }

    private static List<Difference> compare(List<Window> expected, List<Window> reported) {
        return Comparison.of(WindowSize.MINUTE, expected, reported);
    }

    private static Window window(String sensor, long startSeconds, long count, double sum) {
        return new Window(
                sensor, Instant.ofEpochSecond(startSeconds), count, 1, 2.5, sum / count, sum, 1, 2.5, Instant.MIN);
    }
}
