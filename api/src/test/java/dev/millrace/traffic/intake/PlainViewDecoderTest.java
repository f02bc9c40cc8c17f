package dev.millrace.traffic.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.intake.EventDecoder;
import dev.millrace.intake.FrameWriter;
import dev.millrace.intake.Json;
import dev.millrace.intake.Verdict;
import dev.millrace.traffic.table.TrafficTable;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;
import net.jqwik.api.statistics.StatisticsReport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The short way says what the long way says, and is taken by those for whom it was made. */
class PlainViewDecoderTest {
    private static final EventDecoder NOT_PLAIN = (_, _, _, _) -> Verdict.Rejected.event("is not plain");

    private static EventDecoder plain(EventDecoder otherwise) {
        return new PlainViewDecoder(otherwise, false, 0, Decoded.VERSIONS::next, 0, Decoded.LATEST.toEpochMilli());
    }

    private static EventDecoder careful() {
        return new TrafficDecoder(ViewDefaults.NONE, Decoded.VERSIONS::next, 0, Decoded.LATEST, null);
    }

    @Property(tries = 5000)
    void itSaysOfEveryPageViewWhatTheCarefulDecoderSays(@ForAll("pageViews") Json.Members view, @ForAll Random random) {
        boolean _ = assertSame(view.write(random, Json.BLANKS).getBytes(StandardCharsets.UTF_8));
    }

    @Property(tries = 5000)
    @StatisticsReport(StatisticsReport.StatisticsReportMode.OFF)
    void itSaysOfDamagedPlainViewsWhatTheCarefulDecoderSays(
            @ForAll("plainViews") String view,
            @ForAll int at,
            @ForAll("bytes") byte other,
            @ForAll boolean isInserted) {
        byte[] damaged = view.getBytes(StandardCharsets.US_ASCII);
        int place = Math.floorMod(at, damaged.length);
        if (isInserted) {
            byte[] longer = new byte[damaged.length + 1];
            System.arraycopy(damaged, 0, longer, 0, place);
            longer[place] = other;
            System.arraycopy(damaged, place, longer, place + 1, damaged.length - place);
            damaged = longer;
        } else {
            damaged[place] = other;
        }
        boolean isPlain = assertSame(damaged);
        Statistics.label("way").collect(isPlain ? "short" : "long").coverage(ways -> {
            ways.check("short").percentage(share -> share > 3);
            ways.check("long").percentage(share -> share > 3);
        });
    }

    @Property(tries = 2000)
    void itSaysOfManyDamagesWhatTheCarefulDecoderSays(
            @ForAll("plainViews") String view, @ForAll("bytes") byte other, @ForAll Random random) {
        byte[] damaged = view.getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i <= random.nextInt(4); i++) {
            damaged[random.nextInt(damaged.length)] =
                    random.nextBoolean() ? other : damaged[random.nextInt(damaged.length)];
        }
        boolean _ = assertSame(damaged);
    }

    /** What stands around it may look as if it went on: it reads eight bytes at a time. */
    @Test
    void itReadsEveryPartOfABodyAsIfNothingStoodAroundIt() {
        String body = viewOf("/a") + ",{\"user_id\": 12345678 }\"page_url\":\"/\"}";
        byte[] bytes = body.getBytes(StandardCharsets.US_ASCII);
        EventDecoder plain = plain(careful());
        for (int from = 0; from < 40; from++) {
            for (int to = from; to <= bytes.length; to++) {
                byte[] alone = Arrays.copyOfRange(bytes, from, to);
                FrameWriter rows = new FrameWriter(TrafficTable.VIEWS.id(), 0);
                assertThat(plain.decode(bytes, from, to, rows))
                        .as(new String(alone, StandardCharsets.US_ASCII))
                        .isEqualTo(careful().decode(alone, 0, alone.length, rows))
                        .isEqualTo(plain.decode(alone, 0, alone.length, rows));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "1",
                "9",
                "10",
                "01",
                "00",
                "1234567",
                "12345678",
                "123456789",
                "4294967295",
                "4294967296",
                "9999999999",
                "12345678901",
                "1234567812345678",
                "12345678123456781",
                "999999999999999999",
                "000000000000000001",
                "1234567890123456789",
                "18446744073709551615",
                "18446744073709551616",
                "123456781234567812345678",
                "-1",
                "+1",
                "1.0",
                "1e3",
                "12345678.5",
                "12345678e1",
                "",
                "1 2",
                "x"
            })
    void itReadsNumbersOfEveryLengthAsTheCarefulDecoderDoes(String number) {
        for (String id : new String[] {number, '"' + number + '"'}) {
            boolean _ = assertSame(viewOf("/")
                    .replace("\"request_id\":7", "\"request_id\":" + id)
                    .getBytes(StandardCharsets.US_ASCII));
            boolean _ = assertSame(
                    viewOf("/").replace("\"user_id\":42", "\"user_id\":" + id).getBytes(StandardCharsets.US_ASCII));
        }
    }

    @Test
    void spaceAnywhereOutsideOfTextsIsPlain() {
        String view = viewOf("/").replace(":7", " :\t7 ").replace(",", "\r\n, ").replace("{", " { ") + "\n ";
        assertThat(Decoded.of(plain(NOT_PLAIN), view).verdict()).isEqualTo(Verdict.ACCEPTED);
    }

    @Test
    void aFieldThatStandsTwiceCountsTheLastTime() {
        String view = viewOf("/").replace("{", "{\"user_id\":1,\"page_url\":\"/first\",");
        TrafficRow row = Decoded.of(plain(NOT_PLAIN), view).row();
        assertThat(row.userId()).isEqualTo(42);
        assertThat(row.pageUrl()).isEqualTo("/");
    }

    @Property
    void whatTrackersSendIsPlain(@ForAll("plainViews") String view) {
        assertThat(Decoded.of(plain(NOT_PLAIN), view).verdict()).isEqualTo(Verdict.ACCEPTED);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2048})
    void pagesUpToTheLimitArePlain(int length) {
        assertThat(Decoded.of(plain(NOT_PLAIN), viewOf("x".repeat(length))).verdict())
                .isEqualTo(Verdict.ACCEPTED);
    }

    @Test
    void aPageThatIsOneCharacterTooLongIsNotPlain() {
        assertThat(Decoded.of(plain(NOT_PLAIN), viewOf("x".repeat(2049))).verdict())
                .isNotEqualTo(Verdict.ACCEPTED);
    }

    @Test
    void theIdInThePathCountsWhateverTheEventSays() {
        EventDecoder decoder =
                new PlainViewDecoder(NOT_PLAIN, true, 99, Decoded.VERSIONS::next, 0, Decoded.LATEST.toEpochMilli());
        assertThat(Decoded.of(decoder, viewOf("/")).row().requestId()).isEqualTo("99");
        assertThat(Decoded.of(decoder, viewOf("/").replace("\"request_id\":7,", ""))
                        .row()
                        .requestId())
                .isEqualTo("99");
    }

    /** True if it went the short way. */
    private static boolean assertSame(byte[] json) {
        AtomicInteger left = new AtomicInteger();
        EventDecoder careful = careful();
        Decoded is = Decoded.of(
                plain((bytes, from, to, rows) -> {
                    left.incrementAndGet();
                    return careful.decode(bytes, from, to, rows);
                }),
                json);
        Decoded expected = Decoded.of(careful(), json);
        assertThat(is.verdict()).isEqualTo(expected.verdict());
        assertThat(is.rows())
                .usingRecursiveComparison()
                .ignoringFields("version")
                .isEqualTo(expected.rows());
        return left.get() == 0;
    }

    private static String viewOf(String page) {
        return "{\"request_id\":7,\"user_id\":42,\"created_at\":\"2026-11-19T10:05:03.250Z\",\"page_url\":\"%s\"}"
                .formatted(page);
    }

    @Provide
    Arbitrary<Json.Members> pageViews() {
        return PageViewArbitraries.pageViews();
    }

    @Provide
    Arbitrary<Byte> bytes() {
        return Arbitraries.oneOf(
                Arbitraries.of((byte) '"', (byte) '\\', (byte) '{', (byte) '}', (byte) ',', (byte) ':', (byte) ' '),
                Arbitraries.of((byte) '0', (byte) '9', (byte) '.', (byte) 'e', (byte) '-', (byte) '\t'),
                Arbitraries.bytes());
    }

    @Provide
    Arbitrary<String> plainViews() {
        Arbitrary<String> pages = Arbitraries.strings()
                .withCharRange(' ', '~')
                .excludeChars('"', '\\')
                .ofMinLength(1)
                .ofMaxLength(60);
        Arbitrary<String> times = Arbitraries.longs()
                .between(0, Decoded.LATEST.toEpochMilli())
                .map(millis -> Instant.ofEpochMilli(millis).toString());
        return Combinators.combine(
                        Arbitraries.longs().between(0, 999_999_999_999_999_999L),
                        Arbitraries.longs().between(0, 0xffff_ffffL),
                        times,
                        pages,
                        Arbitraries.of("", "", " ", "\n", " \t\r\n"),
                        Arbitraries.of("", "\""),
                        Arbitraries.shuffle(0, 1, 2, 3))
                .as((id, user, time, page, space, quote, order) -> {
                    List<String> members = List.of(
                            "\"request_id\"${s}:" + quote + id + quote,
                            "\"user_id\":${s}" + user + "${s}",
                            "\"created_at\":\"" + time + "\"",
                            "\"page_url\":\"" + page + "\"${s}");
                    return order.stream()
                            .map(members::get)
                            .collect(Collectors.joining(",${s}", "{${s}", "}"))
                            .replace("${s}", space);
                });
    }
}
