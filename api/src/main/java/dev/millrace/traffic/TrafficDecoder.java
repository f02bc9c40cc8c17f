package dev.millrace.traffic;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.millrace.intake.EventDecoder;
import dev.millrace.intake.FrameWriter;
import dev.millrace.intake.Verdict;
import dev.millrace.intake.VersionClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Reads page views: {@code {"request_id": 7, "user_id": 42, "created_at": "2026-11-19T10:05:03Z", "page_url": "/"}}. Unknown fields
 * are ignored; of a field that stands twice the last one counts, as in JavaScript.
 */
final class TrafficDecoder implements EventDecoder {
    /** The most characters of a page_url, in the sense of Unicode code points. */
    static final int MAX_PAGE_URL_CHARACTERS = 2048;

    private static final JsonFactory JSON = new JsonFactory();
    private static final long MILLIS_PER_DAY = Duration.ofDays(1).toMillis();
    private static final long MAX_USER_ID = 0xffff_ffffL;

    private final Blanks blanks;
    private final VersionClock versions;
    private final long latestMillis;
    private final @Nullable String filterReason;
    private final Utf8Text pageUrl = new Utf8Text();

    private OptionalLong requestId = OptionalLong.empty();
    private OptionalLong userId = OptionalLong.empty();
    private OptionalLong createdAt = OptionalLong.empty();
    private boolean hasPageUrl;

    /**
     * @param latest the latest {@code created_at} to accept
     * @param filterReason if not null, sound events are filtered for that reason
     */
    TrafficDecoder(Blanks blanks, VersionClock versions, Instant latest, @Nullable String filterReason) {
        this.blanks = blanks;
        this.versions = versions;
        this.latestMillis = latest.toEpochMilli();
        this.filterReason = filterReason;
    }

    @Override
    public Verdict decode(byte[] bytes, int from, int to, FrameWriter rows) {
        requestId = OptionalLong.empty();
        userId = OptionalLong.empty();
        createdAt = OptionalLong.empty();
        hasPageUrl = false;
        try (JsonParser json = JSON.createParser(bytes, from, to - from)) {
            Verdict.Rejected rejected = readObject(json);
            return rejected != null ? rejected : finish(rows);
        } catch (JsonProcessingException e) {
            return new Verdict.Rejected("event", "is not valid JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Verdict.@Nullable Rejected readObject(JsonParser json) throws IOException {
        JsonToken first = json.nextToken();
        if (first != JsonToken.START_OBJECT) {
            return new Verdict.Rejected("event", first == null ? "is empty" : "must be a JSON object");
        }
        Verdict.Rejected rejected = null;
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String field = json.currentName();
            json.nextToken();
            Verdict.Rejected wrong = readField(field, json);
            rejected = rejected == null ? wrong : rejected;
        }
        if (json.nextToken() != null) {
            return new Verdict.Rejected("event", "is followed by more text");
        }
        return rejected;
    }

    private Verdict.@Nullable Rejected readField(String field, JsonParser json) throws IOException {
        switch (field) {
            case "request_id" -> {
                requestId = readRequestId(json);
                return requestId.isPresent() || blanks.requestIdWins() ? null : Rejections.requestId();
            }
            case "user_id" -> {
                userId = json.currentToken() == JsonToken.VALUE_NUMBER_INT
                        ? UnsignedDecimal.parse(json.getText())
                        : OptionalLong.empty();
                boolean inRange = userId.isPresent() && Long.compareUnsigned(userId.getAsLong(), MAX_USER_ID) <= 0;
                return inRange ? null : Rejections.userId();
            }
            case "created_at" -> {
                return readCreatedAt(json);
            }
            case "page_url" -> {
                return readPageUrl(json);
            }
            default -> {
                json.skipChildren();
                return null;
            }
        }
    }

    private static OptionalLong readRequestId(JsonParser json) throws IOException {
        JsonToken token = json.currentToken();
        if (token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_STRING) {
            return UnsignedDecimal.parse(json.getText());
        }
        json.skipChildren();
        return OptionalLong.empty();
    }

    private Verdict.@Nullable Rejected readCreatedAt(JsonParser json) throws IOException {
        if (json.currentToken() != JsonToken.VALUE_STRING) {
            json.skipChildren();
            return Rejections.createdAtFormat();
        }
        Optional<Instant> time = IsoTime.parse(json.getText());
        if (time.isEmpty()) {
            return Rejections.createdAtFormat();
        }
        long millis = time.get().toEpochMilli();
        createdAt = OptionalLong.of(millis);
        if (millis < 0) {
            return Rejections.createdAtTooOld();
        }
        return millis > latestMillis ? Rejections.createdAtInFuture() : null;
    }

    private Verdict.@Nullable Rejected readPageUrl(JsonParser json) throws IOException {
        if (json.currentToken() != JsonToken.VALUE_STRING) {
            json.skipChildren();
            return Rejections.pageUrlLength();
        }
        hasPageUrl = true;
        Utf8Text.Check check = pageUrl.set(
                json.getTextCharacters(), json.getTextOffset(), json.getTextLength(), MAX_PAGE_URL_CHARACTERS);
        return switch (check) {
            case OK -> pageUrl.length() == 0 ? Rejections.pageUrlLength() : null;
            case TOO_LONG -> Rejections.pageUrlLength();
            case NOT_UNICODE -> Rejections.pageUrlNotUnicode();
        };
    }

    private Verdict finish(FrameWriter rows) {
        OptionalLong id = requestId.isPresent() && !blanks.requestIdWins() ? requestId : blanks.missingRequestId();
        OptionalLong time = createdAt.isPresent() ? createdAt : blanks.missingCreatedAt();
        if (id.isEmpty()) {
            return Rejections.missing("request_id");
        }
        if (userId.isEmpty()) {
            return Rejections.missing("user_id");
        }
        if (time.isEmpty()) {
            return Rejections.missing("created_at");
        }
        if (!hasPageUrl) {
            return Rejections.missing("page_url");
        }
        if (filterReason != null) {
            return new Verdict.Filtered(filterReason);
        }
        rows.startRow((int) (time.getAsLong() / MILLIS_PER_DAY))
                .uint64(id.getAsLong())
                .uint32((int) userId.getAsLong())
                .uint64(time.getAsLong())
                .string(pageUrl.bytes(), pageUrl.length())
                .uint64(versions.next())
                .uint8(0)
                .end();
        return Verdict.ACCEPTED;
    }
}
