package dev.millrace.traffic.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.intake.Verdict;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The ids and the time of a page view, at both ends of what they may be. */
class TrafficDecoderLimitsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "9007199254740993",
                "9223372036854775807",
                "9223372036854775808",
                "18446744073709551614",
                "18446744073709551615"
            })
    void aRequestIdIsAnyUnsigned64BitNumberAsNumberOrString(String id) {
        assertThat(PageView.good().with("request_id", id).decode().row().requestId())
                .isEqualTo(id);
        assertThat(PageView.good()
                        .with("request_id", "\"" + id + "\"")
                        .decode()
                        .row()
                        .requestId())
                .isEqualTo(id);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"18446744073709551616", "18446744073709551625", "99999999999999999999", "100000000000000000000"})
    void aRequestIdThatNeedsMoreThan64BitsIsRejected(String id) {
        assertRejected(PageView.good().with("request_id", id), "request_id", "must be a whole number from 0 to");
        assertRejected(
                PageView.good().with("request_id", "\"" + id + "\""), "request_id", "must be a whole number from 0 to");
    }

    @ParameterizedTest
    @ValueSource(strings = {"+1", "-1", " 1", "1 ", "1.0", "0x1", "1e3", "1_000", "١", "１", "\\u0000"})
    void aRequestIdInAStringIsDigitsAndNothingElse(String id) {
        assertRejected(PageView.good().with("request_id", "\"" + id + "\""), "request_id", "must be a whole number");
    }

    @ParameterizedTest
    @CsvSource({"0,0", "4294967295,4294967295", "2147483648,2147483648"})
    void aUserIdIsAnyUnsigned32BitNumber(String json, long id) {
        assertThat(PageView.good().with("user_id", json).decode().row().userId())
                .isEqualTo(id);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "4294967296",
                "9223372036854775807",
                "9223372036854775808",
                "18446744073709551615",
                "18446744073709551616"
            })
    void aUserIdThatNeedsMoreThan32BitsIsRejected(String json) {
        assertRejected(PageView.good().with("user_id", json), "user_id", "must be a whole number from 0 to 4294967295");
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-19T10:05:03Z,2026-11-19T10:05:03Z",
        "2026-11-19T10:05:03,2026-11-19T10:05:03Z",
        "2026-11-19T10:05,2026-11-19T10:05:00Z",
        "2026-11-19T10:05:03+03:30,2026-11-19T06:35:03Z",
        "2026-11-19T10:05:03+0330,2026-11-19T06:35:03Z",
        "2026-11-19T10:05:03-11,2026-11-19T21:05:03Z",
        "2026-11-19T00:00:00+14:00,2026-11-18T10:00:00Z",
        "2026-11-19T23:59:59.999999999Z,2026-11-19T23:59:59.999Z",
        "2026-11-19T10:05:03.1Z,2026-11-19T10:05:03.100Z",
        "2026-11-19T10:05:03.12Z,2026-11-19T10:05:03.120Z",
        "2026-11-19T10:05:03.1239Z,2026-11-19T10:05:03.123Z",
        "2024-02-29T12:00:00Z,2024-02-29T12:00:00Z"
    })
    void aTimeIsKeptInMillisecondsOfUtc(String text, Instant expected) {
        assertThat(createdAt(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-11-19",
                "2026-11-19 10:05:03",
                "2026-11-19T24:00:00Z",
                "2026-02-30T10:05:03Z",
                "2025-02-29T10:05:03Z",
                "2026-11-19T23:59:60Z",
                "2026-11-19T10:05:03+19:00",
                "2026-11-19T10:05:03ZZ",
                "+999999999-01-01T00:00:00Z",
                "-999999999-01-01T00:00:00Z",
                "1795082703",
                "now",
                " 2026-11-19T10:05:03Z"
            })
    void aTextThatIsNoTimeIsRejected(String text) {
        assertRejected(
                PageView.good().with("created_at", "\"" + text + "\""), "created_at", "must be an ISO-8601 time");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-11-20T12:00:00Z", "2026-11-20T15:30:00+03:30", "2026-11-20T12:00:00.000999999Z"})
    void theLatestTimeIsAccepted(String text) {
        assertThat(createdAt(text)).isEqualTo(Decoded.LATEST);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-11-20T12:00:00.001Z", "2026-11-20T11:59:00-00:02", "9999-12-31T23:59:59Z"})
    void aMillisecondAfterTheLatestTimeIsInTheFuture(String text) {
        assertRejected(
                PageView.good().with("created_at", "\"" + text + "\""), "created_at", "must not be in the future");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1970-01-01T00:00:00Z", "1969-12-31T23:00:00-01:00", "1970-01-01T00:00:00.000000001"})
    void theBeginningOf1970IsAccepted(String text) {
        assertThat(createdAt(text)).isEqualTo(Instant.EPOCH);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1969-12-31T23:59:59.999Z",
                "1969-12-31T23:59:59.999999999Z",
                "1970-01-01T00:00:00+00:01",
                "0000-01-01T00:00Z"
            })
    void aTimeBefore1970IsRejected(String text) {
        assertRejected(PageView.good().with("created_at", "\"" + text + "\""), "created_at", "must not be before 1970");
    }

    private static Instant createdAt(String text) {
        return PageView.good()
                .with("created_at", "\"" + text + "\"")
                .decode()
                .row()
                .createdAt();
    }

    private static void assertRejected(PageView view, String field, String reason) {
        Verdict.Rejected rejection = view.decode().rejection();
        assertThat(rejection.field()).isEqualTo(field);
        assertThat(rejection.reason()).startsWith(reason);
    }
}
