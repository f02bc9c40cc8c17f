package dev.millrace.simulator.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.simulator.traffic.PageView;
import dev.millrace.simulator.traffic.RequestId;
import dev.millrace.simulator.traffic.UserId;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExpectationTest {
    private static final LocalDate DAY = LocalDate.parse("2026-11-19");
    private static final UserId USER = new UserId(7);

    private final Expectation expectation = new Expectation();

    @Test
    void twoViewsInOneSecondCountTwiceAndTheSameEventOnce() {
        expectation.add(view(1, 7, "2026-11-19T10:00:00Z", "/a"));
        expectation.add(view(2, 7, "2026-11-19T10:00:00Z", "/a"));
        expectation.add(view(2, 7, "2026-11-19T10:00:00Z", "/a"));

        assertThat(expectation.views(USER, DAY)).isEqualTo(Map.of("/a", 2L));
    }

    @Test
    void theSameRequestIdOfAnotherUserOrTimeIsAnotherEvent() {
        expectation.add(view(1, 7, "2026-11-19T10:00:00Z", "/a"));
        expectation.add(view(1, 7, "2026-11-19T10:00:01Z", "/a"));
        expectation.add(view(1, 8, "2026-11-19T10:00:00Z", "/a"));

        assertThat(expectation.views(USER, DAY)).isEqualTo(Map.of("/a", 2L));
        assertThat(expectation.views(new UserId(8), DAY)).isEqualTo(Map.of("/a", 1L));
    }

    @Test
    void midnightCountsForTheDayThatItBegins() {
        expectation.add(view(1, 7, "2026-11-19T00:00:00Z", "/a"));
        expectation.add(view(2, 7, "2026-11-20T00:00:00Z", "/b"));

        assertThat(expectation.views(USER, DAY)).isEqualTo(Map.of("/a", 1L));
        assertThat(expectation.views(USER, DAY.plusDays(1))).isEqualTo(Map.of("/b", 1L));
        assertThat(expectation.days()).containsExactly(DAY, DAY.plusDays(1));
    }

    @Test
    void aUserWhoWasNotThereOnADayHasAnEmptyReport() {
        expectation.add(view(1, 7, "2026-11-19T10:00:00Z", "/a"));
        expectation.add(view(2, -1, "2026-11-20T10:00:00Z", "/a"));

        assertThat(expectation.users()).containsExactly(USER, new UserId(-1));
        assertThat(expectation.views(USER, DAY.plusDays(1))).isEmpty();
    }

    private static PageView view(long requestId, int userId, String createdAt, String page) {
        return new PageView(new RequestId(requestId), new UserId(userId), Instant.parse(createdAt), page);
    }
}
