package dev.millrace.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.intake.EventDecoder;
import dev.millrace.intake.Json;
import dev.millrace.intake.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
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
        return new TrafficDecoder(Blanks.NONE, Decoded.VERSIONS::next, 0, Decoded.LATEST, null);
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
                        Arbitraries.of("", " "),
                        Arbitraries.of("", "\""))
                .as((id, user, time, page, space, quote) ->
                        "{${s}\"request_id\"${s}:${q}${id}${q},\"user_id\":${s}${user}${s},\"created_at\":\"${time}\",${s}\"page_url\":\"${page}\"${s}}"
                                .replace("${s}", space)
                                .replace("${q}", quote)
                                .replace("${id}", Long.toString(id))
                                .replace("${user}", Long.toString(user))
                                .replace("${time}", time)
                                .replace("${page}", page));
    }
}
