package dev.millrace.traffic.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the archive is told of a page view. */
class TrafficMetadataTest {
    private TrafficDecoder decoder = decoder(ViewDefaults.NONE);

    private static TrafficDecoder decoder(ViewDefaults defaults) {
        return new TrafficDecoder(defaults, Decoded.VERSIONS::next, 0, Decoded.LATEST, null);
    }

    @Test
    void aViewThatIsReadToItsEndAndNamesOneUserHasASubject() {
        Decoded.of(decoder, "{\"user_id\":42}");
        assertThat(decoder.subject()).isEqualTo("42");
        Decoded.of(decoder, "{\"user_id\":4294967295,\"page_url\":\"/\"}");
        assertThat(decoder.subject()).isEqualTo("4294967295");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"user_id\":42",
                "{\"user_id\":42} x",
                "{\"user_id\":\"42\"}",
                "{\"user_id\":-42}",
                "{\"user_id\":41,\"user_id\":42}",
                "{}",
                "42",
                ""
            })
    void whoeverElseIsNamedIsLookedForInTheText(String text) {
        Decoded.of(decoder, "{\"user_id\":42}");
        Decoded.of(decoder, text);
        assertThat(decoder.subject()).isEmpty();
    }

    @Test
    void theTimeIsKnownIfItCanBeReadEvenIfItIsRefused() {
        Decoded.of(decoder, "{\"created_at\":\"2999-01-01T00:00:00Z\"}");
        assertThat(decoder.happenedAt()).hasValue(32_472_144_000_000L);
        Decoded.of(decoder, "{\"created_at\":\"yesterday\"}");
        assertThat(decoder.happenedAt()).isEmpty();
        Decoded.of(decoder, "{}");
        assertThat(decoder.happenedAt()).isEmpty();
        decoder = decoder(new ViewDefaults(() -> 1, false, () -> 5));
        Decoded.of(decoder, "{}");
        assertThat(decoder.happenedAt()).hasValue(5);
        Decoded.of(decoder, "{\"created_at\":7}");
        assertThat(decoder.happenedAt()).isEmpty();
    }

    @Test
    void theVersionIsThatOfTheRow() {
        Decoded decoded = Decoded.of(decoder, PageView.good().json());
        assertThat(decoder.version()).isEqualTo(decoded.row().version());
    }

    @Test
    void whatWasFilledInIsFilledInAgain() {
        decoder = decoder(ViewDefaults.pathId(-1));
        Decoded.of(decoder, "{}");
        assertThat(decoder.filled()).isEqualTo("path_id=18446744073709551615");
        ViewDefaults path = ViewDefaults.parse(decoder.filled()).orElseThrow();
        assertThat(path.missingRequestId()).hasValue(-1);
        assertThat(path.requestIdWins()).isTrue();
        assertThat(path.missingCreatedAt()).isEmpty();

        decoder = decoder(new ViewDefaults(() -> -2, false, () -> 1_700_000_000_123L));
        Decoded.of(decoder, "{}");
        ViewDefaults beacon = ViewDefaults.parse(decoder.filled()).orElseThrow();
        assertThat(beacon.missingRequestId()).hasValue(-2);
        assertThat(beacon.requestIdWins()).isFalse();
        assertThat(beacon.missingCreatedAt()).isEqualTo(OptionalLong.of(1_700_000_000_123L));

        decoder = decoder(ViewDefaults.NONE);
        Decoded.of(decoder, "{}");
        assertThat(decoder.filled()).isEmpty();
        assertThat(ViewDefaults.parse("")).contains(ViewDefaults.NONE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"path_id=", "path_id=18446744073709551616", "request_id=1", "request_id=1 created_at=x", "x"})
    void whatNoBuildFilledInIsNotFilledIn(String text) {
        assertThat(ViewDefaults.parse(text)).isEmpty();
    }
}
