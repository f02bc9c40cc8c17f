package dev.millrace.traffic.intake;

import dev.millrace.intake.Json;
import dev.millrace.intake.JsonArbitraries;
import java.math.BigInteger;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Page views as senders write them: most fields good, some wrong, missing or there more than once, in any order. */
public final class PageViewArbitraries {
    private PageViewArbitraries() {}

    static Arbitrary<Json.Members> pageViews() {
        return Combinators.combine(
                        field("request_id", ids(64)),
                        field(
                                "user_id",
                                ids(32).map(id ->
                                        id instanceof Json.Text(String digits) ? new Json.Plain(digits) : id)),
                        field("created_at", times().map(Json.Text::new)),
                        field("page_url", pageUrls().map(Json.Text::new)),
                        unknownFields())
                .as((a, b, c, d, e) ->
                        Stream.of(a, b, c, d, e).flatMap(List::stream).toList())
                .flatMap(Arbitraries::shuffle)
                .map(Json.Members::new);
    }

    private static Arbitrary<List<Json.Member>> field(String name, Arbitrary<Json> good) {
        Arbitrary<Json.Member> value = Arbitraries.frequencyOf(
                        Tuple.of(30, good), Tuple.of(1, JsonArbitraries.values()))
                .withoutEdgeCases()
                .map(json -> new Json.Member(name, json));
        return Arbitraries.frequencyOf(
                Tuple.of(20, value.list().ofSize(1)),
                Tuple.of(1, value.list().ofSize(0)),
                Tuple.of(2, value.list().ofMinSize(2).ofMaxSize(3)));
    }

    private static Arbitrary<List<Json.Member>> unknownFields() {
        Arbitrary<String> names = Arbitraries.oneOf(
                JsonArbitraries.names(), Arbitraries.of("User_id", "user_id ", "userId", "page_ur", "page_urls"));
        return Combinators.combine(names, JsonArbitraries.values())
                .as(Json.Member::new)
                .list()
                .ofMaxSize(2);
    }

    /** Digits of numbers up to two more than the bits can hold, as number or as string. */
    private static Arbitrary<Json> ids(int bits) {
        BigInteger most = BigInteger.TWO.pow(bits).add(BigInteger.ONE);
        return Combinators.combine(
                        Arbitraries.oneOf(
                                Arbitraries.bigIntegers().between(BigInteger.ZERO, most),
                                Arbitraries.of(0, 1, 2, 3, 4).map(less -> most.subtract(BigInteger.valueOf(less)))),
                        Arbitraries.of(true, false))
                .as((id, isText) -> isText ? new Json.Text(id.toString()) : new Json.Plain(id.toString()));
    }

    private static Arbitrary<String> pageUrls() {
        Arbitrary<String> longOnes = Combinators.combine(
                        Arbitraries.of("a", "\u00e9", "\u20ac", "\ud83d\ude00", "a\ud83d\ude00", "\n"),
                        Arbitraries.integers().between(1020, 2050))
                .as(String::repeat);
        return Arbitraries.frequencyOf(
                Tuple.of(8, JsonArbitraries.texts().map(text -> "/" + text)),
                Tuple.of(2, longOnes),
                Tuple.of(1, JsonArbitraries.texts()));
    }

    /** Times from a second before 1970 to a second into the future, in all forms, and times that do not exist. */
    public static Arbitrary<String> times() {
        return Arbitraries.frequencyOf(
                Tuple.of(12, existingTimes()), Tuple.of(1, anyTimes()), Tuple.of(1, almostTimes()));
    }

    private static Arbitrary<String> existingTimes() {
        Arbitrary<Instant> instants = Combinators.combine(
                        Arbitraries.longs().between(-1, Decoded.LATEST.getEpochSecond() + 1),
                        Arbitraries.integers().between(0, 999_999_999))
                .as(Instant::ofEpochSecond);
        Arbitrary<ZoneOffset> offsets = Arbitraries.integers()
                .between(-18 * 60, 18 * 60)
                .map(minutes -> ZoneOffset.ofTotalSeconds(minutes * 60));
        return Combinators.combine(instants, offsets, Arbitraries.of(true, false))
                .as((instant, offset, isUtc) ->
                        isUtc ? instant.toString() : instant.atOffset(offset).toString());
    }

    private static Arbitrary<String> anyTimes() {
        return Combinators.combine(
                        Arbitraries.of(
                                "0000", "0001", "1969", "1970", "2024", "2025", "2026", "9999", "12026", "+2026",
                                "-0001"),
                        number(13),
                        number(32),
                        number(24),
                        number(60),
                        Arbitraries.oneOf(Arbitraries.just(""), number(61).map(second -> ":" + second)),
                        Arbitraries.oneOf(
                                Arbitraries.of("", "."),
                                Arbitraries.strings().numeric().ofMaxLength(10).map(digits -> "." + digits)),
                        offsets())
                .as((year, month, day, hour, minute, second, fraction, offset) ->
                        "%s-%s-%sT%s:%s%s%s%s".formatted(year, month, day, hour, minute, second, fraction, offset));
    }

    private static Arbitrary<String> offsets() {
        Arbitrary<String> numeric = Combinators.combine(
                        Arbitraries.of("+", "-"),
                        number(19),
                        Arbitraries.of("", ":"),
                        number(60),
                        number(60),
                        Arbitraries.of(1, 2, 3))
                .as((sign, hour, colon, minute, second, parts) ->
                        sign + hour + (parts > 1 ? colon + minute : "") + (parts > 2 ? colon + second : ""));
        return Arbitraries.oneOf(Arbitraries.of("", "Z", "z", "ZZ", "Z+00", "+00Z", "+0", "UTC"), numeric);
    }

    private static Arbitrary<String> number(int most) {
        return Arbitraries.integers().between(0, most).map(number -> String.format(Locale.ROOT, "%02d", number));
    }

    /** A good time with one character too many, too few or wrong. */
    private static Arbitrary<String> almostTimes() {
        return Combinators.combine(
                        existingTimes(),
                        Arbitraries.integers().between(0, 99),
                        Arbitraries.strings().withChars("0159-+:.TZ ,").ofMaxLength(1),
                        Arbitraries.integers().between(0, 1))
                .as((time, where, insert, dropped) -> {
                    int at = where * time.length() / 100;
                    return time.substring(0, at) + insert + time.substring(at + dropped);
                });
    }
}
