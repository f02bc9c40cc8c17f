package dev.millrace.simulator.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The numbers are written down here: events that are stored already carry them. */
class StableIdsTest {
    private static final Instant TIME = Instant.parse("2026-11-19T10:05:03Z");

    @Test
    void anAddressIsTheSameUserInEveryVersion() {
        assertThat(UserId.ofClient("83.149.9.216").toString()).isEqualTo("4143060640");
        assertThat(UserId.ofClient("2001:db8::1").toString()).isEqualTo("1526536680");
    }

    @Test
    void aLineHasTheSameRequestIdInEveryVersion() {
        assertThat(RequestId.ofLine(1, "a line", TIME).toString()).isEqualTo("16955229141513521351");
    }

    @Test
    void theNumberTheTextAndTheTimeOfALineAllMakeAnotherRequest() {
        RequestId id = RequestId.ofLine(1, "a line", TIME);

        assertThat(RequestId.ofLine(1, "a line", TIME)).isEqualTo(id);
        assertThat(RequestId.ofLine(2, "a line", TIME)).isNotEqualTo(id);
        assertThat(RequestId.ofLine(1, "another line", TIME)).isNotEqualTo(id);
        assertThat(RequestId.ofLine(1, "a line", TIME.plusSeconds(86_400))).isNotEqualTo(id);
    }

    @Test
    void idsAreUnsigned() {
        assertThat(new UserId(-1).toString()).isEqualTo("4294967295");
        assertThat(new UserId(-1).asLong()).isEqualTo(4_294_967_295L);
        assertThat(new UserId(-1)).isGreaterThan(new UserId(1));
        assertThat(new RequestId(-1).toString()).isEqualTo("18446744073709551615");
    }

    @Test
    void aTimeIsWrittenWithItsMillisecondsInUtc() {
        PageView view = new PageView(new RequestId(1), new UserId(1), TIME, "/");

        assertThat(view.createdAtText()).isEqualTo("2026-11-19T10:05:03.000Z");
    }
}
