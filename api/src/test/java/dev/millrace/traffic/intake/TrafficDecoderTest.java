package dev.millrace.traffic.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.intake.FrameWriter;
import dev.millrace.intake.Verdict;
import dev.millrace.intake.VersionClock;
import dev.millrace.intake.VersionReservation;
import dev.millrace.traffic.table.TrafficTable;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrafficDecoderTest {
    private static final List<String> FIELDS = List.of("request_id", "user_id", "created_at", "page_url");

    @Test
    void aGoodPageViewBecomesARow() {
        TrafficRow row = Decoded.of("""
                {"request_id": 18446744073709551615, "user_id": 4294967295,
                 "created_at": "2026-11-19T10:05:03.250Z", "page_url": "/caf\\u00e9?a=\\"1\\"&b=\ud83d\ude00"}
                """).row();
        assertThat(row.requestId()).isEqualTo("18446744073709551615");
        assertThat(row.userId()).isEqualTo(4294967295L);
        assertThat(row.createdAt()).isEqualTo(Instant.parse("2026-11-19T10:05:03.250Z"));
        assertThat(row.pageUrl()).isEqualTo("/café?a=\"1\"&b=\ud83d\ude00");
        assertThat(row.isDeleted()).isZero();
    }

    @Test
    void eachRowGetsAHigherVersionThanTheOneBefore() {
        long first = PageView.good().decode().row().version();
        long second = PageView.good().decode().row().version();
        assertThat(second).isGreaterThan(first);
        assertThat(second & 0xff).as("node").isEqualTo(7);
    }

    @Test
    void oneDecoderReadsManyEventsWithoutMixingThem() {
        TrafficDecoder decoder = new TrafficDecoder(ViewDefaults.NONE, Decoded.VERSIONS::next, 0, Decoded.LATEST, null);
        PageView longUrl = PageView.good().with("page_url", "\"" + "x".repeat(2048) + "\"");
        assertThat(Decoded.of(decoder, longUrl.json()).row().pageUrl()).hasSize(2048);
        assertThat(Decoded.of(decoder, "{}").rejection().field()).isEqualTo("request_id");
        assertThat(Decoded.of(decoder, "[").rejection().field()).isEqualTo("event");
        for (String field : FIELDS) {
            assertThat(Decoded.of(decoder, PageView.good().without(field).json())
                            .rejection())
                    .isEqualTo(new Verdict.Rejected(field, "is missing"));
        }
        assertThat(Decoded.of(decoder, PageView.good().json()).row().pageUrl()).isEqualTo("/");
    }

    @ParameterizedTest
    @ValueSource(strings = {"request_id", "user_id", "created_at", "page_url"})
    void everyFieldIsNeeded(String field) {
        assertThat(PageView.good().without(field).decode().rejection())
                .isEqualTo(new Verdict.Rejected(field, "is missing"));
    }

    @ParameterizedTest
    @MethodSource
    void aFieldOfAWrongTypeIsNamed(String field, String json) {
        Verdict.Rejected rejection = PageView.good().with(field, json).decode().rejection();
        assertThat(rejection.field()).isEqualTo(field);
        assertThat(rejection.reason()).startsWith("must be");
    }

    static Stream<Arguments> aFieldOfAWrongTypeIsNamed() {
        List<String> wrongForAll = List.of(
                "null",
                "true",
                "false",
                "{}",
                "[]",
                "\"\"",
                "-1",
                "-0",
                "1.0",
                "0.5",
                "1e3",
                "7E0",
                "1e400",
                "[1]",
                "[\"7\",{\"user_id\":[]}]",
                "{\"user_id\":42}",
                "{\"a\":{\"b\":[1,{}]}}",
                "36893488147419103232");
        Stream<Arguments> all =
                FIELDS.stream().flatMap(field -> wrongForAll.stream().map(json -> Arguments.of(field, json)));
        Stream<Arguments> some = Stream.of(
                Arguments.of("user_id", "\"42\""),
                Arguments.of("created_at", "1795082703"),
                Arguments.of("page_url", "7"));
        return Stream.concat(all, some);
    }

    /** An array there once was a NullPointerException, and an object ended the event. */
    @ParameterizedTest
    @ValueSource(strings = {"[1]", "[[],{}]", "{\"user_id\":42}", "{\"a\":[]}"})
    void aUserIdOfSeveralPartsIsSkippedAsAWhole(String json) {
        PageView view = PageView.good().without("user_id");
        assertThat(view.and("user_id", json).and("user_id", "42").decode().row().userId())
                .isEqualTo(42);
    }

    @Test
    void ofSeveralWrongFieldsTheFirstInTheOrderOfTheTableIsNamed() {
        assertThat(PageView.good()
                        .with("page_url", "1")
                        .with("user_id", "-1")
                        .decode()
                        .rejection()
                        .field())
                .isEqualTo("user_id");
        assertThat(PageView.good()
                        .with("page_url", "1")
                        .without("created_at")
                        .decode()
                        .rejection()
                        .field())
                .isEqualTo("created_at");
    }

    @Test
    void theIdInThePathWinsOverTheOneInTheBody() {
        for (String inTheBody : List.of("8", "\"8\"", "-1", "null", "[{}]", "\"x\"")) {
            assertThat(decode(ViewDefaults.pathId(-1), PageView.good().with("request_id", inTheBody))
                            .row()
                            .requestId())
                    .isEqualTo("18446744073709551615");
        }
        assertThat(decode(ViewDefaults.pathId(0), PageView.good().without("request_id"))
                        .row()
                        .requestId())
                .isEqualTo("0");
    }

    @Test
    void whatABeaconLeavesOutIsFilledIn() {
        ViewDefaults defaults = new ViewDefaults(() -> 99, false, () -> 1_795_082_703_250L);
        TrafficRow row = decode(defaults, PageView.good().without("request_id").without("created_at"))
                .row();
        assertThat(row.requestId()).isEqualTo("99");
        assertThat(row.createdAt().toEpochMilli()).isEqualTo(1_795_082_703_250L);
    }

    @Test
    void whatABeaconSaysCounts() {
        ViewDefaults defaults = new ViewDefaults(() -> 99, false, () -> 0);
        assertThat(decode(defaults, PageView.good()).row()).satisfies(row -> {
            assertThat(row.requestId()).isEqualTo("7");
            assertThat(row.createdAt()).isEqualTo(Instant.parse("2026-11-19T10:05:03.250Z"));
        });
        for (String field : List.of("request_id", "created_at")) {
            assertThat(decode(defaults, PageView.good().with(field, "null"))
                            .rejection()
                            .field())
                    .isEqualTo(field);
        }
    }

    @Test
    void onlySoundEventsAreFiltered() {
        TrafficDecoder decoder =
                new TrafficDecoder(ViewDefaults.NONE, Decoded.VERSIONS::next, 0, Decoded.LATEST, "User-Agent");
        assertThat(Decoded.of(decoder, PageView.good().json()))
                .isEqualTo(new Decoded(new Verdict.Filtered("User-Agent"), List.of()));
        assertThat(Decoded.of(decoder, PageView.good().without("user_id").json())
                        .rejection()
                        .field())
                .isEqualTo("user_id");
    }

    @Test
    void aVersionThatCannotBeHadLeavesNoHalfRow() {
        VersionClock failing = new VersionClock(
                InstantSource.system(), new VersionReservation(Path.of("target", "no such directory", "versions")), 0);
        FrameWriter rows = new FrameWriter(TrafficTable.VIEWS.id(), 0);
        byte[] json = PageView.good().json().getBytes(StandardCharsets.UTF_8);
        TrafficDecoder decoder = new TrafficDecoder(ViewDefaults.NONE, failing::next, 0, Decoded.LATEST, null);
        assertThatThrownBy(() -> decoder.decode(json, 0, json.length, rows)).isInstanceOf(UncheckedIOException.class);
        assertThat(rows.frames().hasRemaining()).isFalse();
    }

    private static Decoded decode(ViewDefaults defaults, PageView view) {
        return Decoded.of(new TrafficDecoder(defaults, Decoded.VERSIONS::next, 0, Decoded.LATEST, null), view.json());
    }
}
