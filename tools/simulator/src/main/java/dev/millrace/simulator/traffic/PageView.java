package dev.millrace.simulator.traffic;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** A view of a page, as the service takes it. */
public record PageView(RequestId requestId, UserId userId, Instant createdAt, String pageUrl) {
    /** The longest page_url the service takes, in UTF-16 units. */
    public static final int MAX_PAGE_URL_CHARS = 2048;

    private static final DateTimeFormatter MILLIS = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    public PageView {
        if (pageUrl.isEmpty() || pageUrl.length() > MAX_PAGE_URL_CHARS) {
            throw new IllegalArgumentException("page_url has " + pageUrl.length() + " characters");
        }
    }

    /** Returns the identity: events with the same one are the same event. */
    public Identity identity() {
        return new Identity(userId, createdAt, requestId);
    }

    /** The time with its milliseconds, in UTC, as in {@code 2026-11-19T10:05:03.000Z}. */
    public String createdAtText() {
        return MILLIS.format(createdAt);
    }

    public record Identity(UserId userId, Instant createdAt, RequestId requestId) {}
}
