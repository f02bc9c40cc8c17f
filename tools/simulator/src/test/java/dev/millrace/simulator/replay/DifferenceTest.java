package dev.millrace.simulator.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.simulator.traffic.UserId;
import java.time.LocalDate;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DifferenceTest {

    @Test
    void missingViewsMayYetCome() {
        assertThat(difference(Map.of("/a", 2L, "/b", 1L), Map.of("/a", 1L)).onlyLacks())
                .isTrue();
        assertThat(difference(Map.of("/a", 2L), Map.of()).onlyLacks()).isTrue();
    }

    @Test
    void aViewTooManyNeverGoesAwayEvenIfOthersAreMissing() {
        assertThat(difference(Map.of("/a", 1L), Map.of("/a", 2L)).onlyLacks()).isFalse();
        assertThat(difference(Map.of("/a", 2L), Map.of("/a", 1L, "/b", 1L)).onlyLacks())
                .isFalse();
    }

    @Test
    void onlyThePagesThatDifferAreNamed() {
        assertThat(difference(Map.of("/a", 2L, "/b", 1L, "/same", 5L), Map.of("/c", 3L, "/a", 1L, "/same", 5L))
                        .lines())
                .containsExactly(
                        "user 7, 2026-11-19, /a: expected 2, reported 1",
                        "user 7, 2026-11-19, /b: expected 1, reported 0",
                        "user 7, 2026-11-19, /c: expected 0, reported 3");
    }

    private static Difference difference(Map<String, Long> expected, Map<String, Long> reported) {
        return new Difference(new UserId(7), LocalDate.parse("2026-11-19"), expected, reported);
    }
}
