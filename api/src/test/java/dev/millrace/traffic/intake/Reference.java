package dev.millrace.traffic.intake;

import dev.millrace.intake.Json;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the documentation says about page views, in the plainest terms, to compare the decoder with. */
final class Reference {
    private static final BigInteger TWO = BigInteger.TWO;

    private static final Pattern TIME = Pattern.compile("(\\d{4})-(\\d\\d)-(\\d\\d)T(\\d\\d):(\\d\\d)"
            + "(?::(\\d\\d)(?:\\.(\\d{1,9}))?)?"
            + "(Z|[+-]\\d\\d(?::\\d\\d(?::\\d\\d)?|\\d\\d(?:\\d\\d)?)?)?");

    private Reference() {}

    /** What is to come of a page view: a row, or the name of the field that is wrong. */
    sealed interface Expected {
        record Row(String requestId, long userId, Instant createdAt, String pageUrl) implements Expected {}

        record Wrong(String field) implements Expected {}
    }

    static Expected decode(Json.Members view) {
        Map<String, Json> fields = new HashMap<>();
        view.members().forEach(member -> fields.put(member.name(), member.value()));
        Optional<String> requestId = id(fields.get("request_id"), true, 64).map(BigInteger::toString);
        if (requestId.isEmpty()) {
            return new Expected.Wrong("request_id");
        }
        Optional<Long> userId = id(fields.get("user_id"), false, 32).map(BigInteger::longValueExact);
        if (userId.isEmpty()) {
            return new Expected.Wrong("user_id");
        }
        Optional<Instant> createdAt = text(fields.get("created_at"))
                .flatMap(Reference::time)
                .map(time -> Instant.ofEpochMilli(time.toEpochMilli()))
                .filter(time -> !time.isBefore(Instant.EPOCH) && !time.isAfter(Decoded.LATEST));
        if (createdAt.isEmpty()) {
            return new Expected.Wrong("created_at");
        }
        Optional<String> pageUrl = text(fields.get("page_url")).filter(Reference::isPageUrl);
        if (pageUrl.isEmpty()) {
            return new Expected.Wrong("page_url");
        }
        return new Expected.Row(requestId.get(), userId.get(), createdAt.get(), pageUrl.get());
    }

    static Optional<BigInteger> unsigned(String digits, int bits) {
        return Optional.of(digits)
                .filter(text -> text.matches("[0-9]{1,20}"))
                .map(BigInteger::new)
                .filter(number -> number.compareTo(TWO.pow(bits)) < 0);
    }

    static Optional<Instant> time(String text) {
        Matcher parts = TIME.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        try {
            LocalDate date = LocalDate.of(number(parts, 1), number(parts, 2), number(parts, 3));
            int nanos = parts.group(7) == null ? 0 : Integer.parseInt((parts.group(7) + "00000000").substring(0, 9));
            LocalTime time = LocalTime.of(number(parts, 4), number(parts, 5), number(parts, 6), nanos);
            ZoneOffset offset = parts.group(8) == null ? ZoneOffset.UTC : ZoneOffset.of(parts.group(8));
            return Optional.of(date.atTime(time).toInstant(offset));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static int number(Matcher parts, int group) {
        return parts.group(group) == null ? 0 : Integer.parseInt(parts.group(group));
    }

    private static Optional<BigInteger> id(@Nullable Json value, boolean mayBeText, int bits) {
        return switch (value) {
            case Json.Plain(String word) -> unsigned(word, bits);
            case Json.Text(String digits) when mayBeText -> unsigned(digits, bits);
            case null, default -> Optional.empty();
        };
    }

    private static Optional<String> text(@Nullable Json value) {
        return value instanceof Json.Text(String text) ? Optional.of(text) : Optional.empty();
    }

    private static boolean isPageUrl(String text) {
        long characters = text.codePoints().count();
        boolean hasHalf = text.codePoints().anyMatch(c -> c >= 0xd800 && c <= 0xdfff);
        return characters >= 1 && characters <= 2048 && !hasHalf;
    }
}
