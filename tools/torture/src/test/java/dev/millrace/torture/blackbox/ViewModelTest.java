package dev.millrace.torture.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ViewModelTest {
    private static final View MORNING = new View(1, 8 * Times.HOUR, "/a");
    private static final View EVENING = new View(1, 20 * Times.HOUR, "/a");
    private static final View TOMORROW = new View(1, 30 * Times.HOUR, "/a");
    private static final Question<String> ALL = new Question<>(
            OptionalLong.empty(),
            0,
            2 * Times.DAY,
            ViewReport.hourly("", 0, 1).question().key());

    private final ViewModel model = new ViewModel(false);

    @Test
    void aViewThatMovesWithinADayCountsOnce() {
        History<View> history = model.create(1);
        history.stored(history.begin(Optional.of(MORNING), true));
        history.begin(Optional.of(EVENING), false);
        assertThat(compare(Map.of("1970-01-01T08:00:00Z", new Count(1, 1)))).isEmpty();
        assertThat(compare(Map.of("1970-01-01T20:00:00Z", new Count(1, 1)))).isEmpty();
        assertThat(compare(Map.of())).hasSize(1);
        assertThat(compare(Map.of(
                        "1970-01-01T08:00:00Z", new Count(1, 1),
                        "1970-01-01T20:00:00Z", new Count(1, 1))))
                .hasSize(1);
    }

    @Test
    void aViewThatMovesToAnotherDayMayBeDoubledOrMissingMeanwhile() {
        History<View> history = model.create(1);
        history.stored(history.begin(Optional.of(MORNING), true));
        history.begin(Optional.of(TOMORROW), false);
        assertThat(compare(Map.of())).isEmpty();
        assertThat(compare(Map.of(
                        "1970-01-01T08:00:00Z", new Count(1, 1),
                        "1970-01-02T06:00:00Z", new Count(1, 1))))
                .isEmpty();
        model.settle();
        assertThat(compare(Map.of())).isNotEmpty();
        assertThat(compare(Map.of("1970-01-02T06:00:00Z", new Count(1, 1)))).isEmpty();
    }

    @Test
    void nothingIsLeftOfAnErasedUser() {
        History<View> history = model.create(1);
        history.stored(history.begin(Optional.of(MORNING), true));
        model.erasures().begin(1);
        assertThat(compare(Map.of())).isEmpty();
        assertThat(compare(Map.of("1970-01-01T08:00:00Z", new Count(1, 1)))).isEmpty();
        model.erasures().done(1);
        assertThat(compare(Map.of("1970-01-01T08:00:00Z", new Count(1, 1))))
                .extracting(Deviation::kind)
                .containsOnly(Deviation.Kind.UNEXPLAINED);
    }

    private List<Deviation> compare(Map<String, Count> answer) {
        long asked = System.nanoTime();
        return model.expect(ALL, asked, System.nanoTime()).compare(answer);
    }
}
