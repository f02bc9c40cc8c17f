package dev.millrace.traffic.intake;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.millrace.archive.EventMetadata;
import dev.millrace.event.Utf8Bytes;
import dev.millrace.event.Utf8Text;
import dev.millrace.intake.EventDecoder;
import dev.millrace.intake.FrameWriter;
import dev.millrace.intake.Verdict;
import dev.millrace.time.IsoTime;
import dev.millrace.traffic.table.UnsignedDecimal;
import dev.millrace.traffic.table.ViewRow;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Decodes page views: {@code {"request_id": 7, "user_id": 42, "created_at": "2026-11-19T10:05:03Z", "page_url": "/"}}. Unknown fields are
 * ignored; of a repeated field the last one counts, as in JavaScript.
 */
final class TrafficDecoder implements EventDecoder, EventMetadata {
    /** The most characters of a page_url, in the sense of Unicode code points. */
    static final int MAX_PAGE_URL_CHARACTERS = 2048;

    /** Takes every body for UTF-8: Jackson would detect other encodings, but events in those could not have been cut. */
    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(JsonFactory.Feature.CHARSET_DETECTION)
            // Senders choose names: invented ones must not stay in a table of the JVM, where each takes microseconds.
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    static final long MAX_USER_ID = 0xffff_ffffL;

    private final ViewDefaults defaults;
    private final LongSupplier versions;
    private final long earliestMillis;
    private final long latestMillis;
    private final @Nullable String filterReason;
    private final Utf8Text pageUrl = new Utf8Text();

    private long requestId;
    private long userId;
    private long createdAt;
    private long version;

    private OptionalLong filledId = OptionalLong.empty();
    private OptionalLong filledTime = OptionalLong.empty();
    private boolean hasTime;
    private boolean isWhole;
    private int usersNamed;

    private Verdict.@Nullable Rejected requestIdFault;
    private Verdict.@Nullable Rejected userIdFault;
    private Verdict.@Nullable Rejected createdAtFault;
    private Verdict.@Nullable Rejected pageUrlFault;

    /**
     * @param versions gives each row its version
     * @param earliestMillis the earliest {@code created_at} to accept, in milliseconds since 1970
     * @param latest the latest {@code created_at} to accept
     * @param filterReason if not null, valid events are filtered for that reason
     */
    TrafficDecoder(
            ViewDefaults defaults,
            LongSupplier versions,
            long earliestMillis,
            Instant latest,
            @Nullable String filterReason) {
        this.defaults = defaults;
        this.versions = versions;
        this.earliestMillis = earliestMillis;
        this.latestMillis = latest.toEpochMilli();
        this.filterReason = filterReason;
    }

    @Override
    public Verdict decode(byte[] bytes, int from, int to, FrameWriter rows) {
        fillBlanks();
        if (Utf8Bytes.characters(bytes, from, to - from) == Utf8Bytes.MALFORMED) {
            return Verdict.Rejected.event(Utf8Bytes.NOT_UTF_8);
        }
        try (JsonParser json = JSON.createParser(bytes, from, to - from)) {
            Verdict.Rejected unreadable = readObject(json);
            return unreadable != null ? unreadable : finish(rows);
        } catch (JsonProcessingException e) {
            return Verdict.Rejected.event("is not valid JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            return Verdict.Rejected.event("cannot be read: " + e.getMessage());
        }
    }

    /** Decodes the same events, by the fast path where possible; it leaves no metadata of them. */
    EventDecoder quick() {
        boolean isComplete = defaults.createdAt() == null && (defaults.requestId() == null || defaults.requestIdWins());
        return isComplete && filterReason == null
                ? new PlainViewDecoder(
                        this,
                        defaults.requestIdWins(),
                        defaults.missingRequestId().orElse(0),
                        versions,
                        earliestMillis,
                        latestMillis)
                : this;
    }

    private void fillBlanks() {
        filledId = defaults.missingRequestId();
        requestId = filledId.orElse(0);
        requestIdFault = filledId.isPresent() ? null : ViewRejections.MISSING_REQUEST_ID;
        filledTime = defaults.missingCreatedAt();
        createdAt = filledTime.orElse(0);
        createdAtFault = filledTime.isPresent() ? null : ViewRejections.MISSING_CREATED_AT;
        hasTime = filledTime.isPresent();
        isWhole = false;
        usersNamed = 0;
        userIdFault = ViewRejections.MISSING_USER_ID;
        pageUrlFault = ViewRejections.MISSING_PAGE_URL;
    }

    private Verdict.@Nullable Rejected readObject(JsonParser json) throws IOException {
        JsonToken first = json.nextToken();
        if (first != JsonToken.START_OBJECT) {
            return Verdict.Rejected.event(first == null ? "is empty" : "must be a JSON object");
        }
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String field = json.currentName();
            json.nextToken();
            switch (field) {
                case "request_id" -> requestIdFault = readRequestId(json);
                case "user_id" -> userIdFault = readUserId(json);
                case "created_at" -> createdAtFault = readCreatedAt(json);
                case "page_url" -> pageUrlFault = readPageUrl(json);
                default -> {
                    // not ours
                }
            }
            // An object or an array, in whatever field; other values have no children.
            json.skipChildren();
        }
        isWhole = json.nextToken() == null;
        return isWhole ? null : Verdict.Rejected.event("is followed by more text");
    }

    private Verdict.@Nullable Rejected readRequestId(JsonParser json) throws IOException {
        if (defaults.requestIdWins()) {
            return null;
        }
        JsonToken token = json.currentToken();
        OptionalLong id = token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_STRING
                ? UnsignedDecimal.parse(json.getText())
                : OptionalLong.empty();
        requestId = id.orElse(0);
        return id.isPresent() ? null : ViewRejections.requestId();
    }

    private Verdict.@Nullable Rejected readUserId(JsonParser json) throws IOException {
        usersNamed++;
        OptionalLong id = json.currentToken() == JsonToken.VALUE_NUMBER_INT
                ? UnsignedDecimal.parse(json.getText())
                : OptionalLong.empty();
        userId = id.orElse(0);
        return id.isPresent() && Long.compareUnsigned(userId, MAX_USER_ID) <= 0 ? null : ViewRejections.userId();
    }

    private Verdict.@Nullable Rejected readCreatedAt(JsonParser json) throws IOException {
        Optional<Instant> time =
                json.currentToken() == JsonToken.VALUE_STRING ? IsoTime.parse(json.getText()) : Optional.empty();
        hasTime = time.isPresent();
        if (time.isEmpty()) {
            return ViewRejections.createdAtFormat();
        }
        createdAt = time.get().toEpochMilli();
        if (createdAt < 0) {
            return ViewRejections.createdAtBefore1970();
        }
        if (createdAt < earliestMillis) {
            return ViewRejections.createdAtBeforeRetention();
        }
        return createdAt > latestMillis ? ViewRejections.createdAtInFuture() : null;
    }

    private Verdict.@Nullable Rejected readPageUrl(JsonParser json) throws IOException {
        if (json.currentToken() != JsonToken.VALUE_STRING) {
            return ViewRejections.pageUrlLength();
        }
        Utf8Text.Check check = pageUrl.set(
                json.getTextCharacters(), json.getTextOffset(), json.getTextLength(), MAX_PAGE_URL_CHARACTERS);
        return switch (check) {
            case OK -> pageUrl.length() == 0 ? ViewRejections.pageUrlLength() : null;
            case TOO_LONG -> ViewRejections.pageUrlLength();
            case NOT_UNICODE -> ViewRejections.pageUrlNotUnicode();
        };
    }

    private Verdict finish(FrameWriter rows) {
        Verdict.Rejected fault = firstFault();
        if (fault != null) {
            return fault;
        }
        if (filterReason != null) {
            return new Verdict.Filtered(filterReason);
        }
        // Before the row is begun, so that a missing version leaves no partial row.
        version = versions.getAsLong();
        ViewRow.write(rows, requestId, (int) userId, createdAt, pageUrl.bytes(), pageUrl.length(), version, false);
        return Verdict.ACCEPTED;
    }

    private Verdict.@Nullable Rejected firstFault() {
        if (requestIdFault != null) {
            return requestIdFault;
        }
        if (userIdFault != null) {
            return userIdFault;
        }
        return createdAtFault != null ? createdAtFault : pageUrlFault;
    }

    @Override
    public long version() {
        return version;
    }

    @Override
    public String subject() {
        return isWhole && usersNamed == 1 && userIdFault == null ? Long.toString(userId) : "";
    }

    @Override
    public OptionalLong happenedAt() {
        return hasTime ? OptionalLong.of(createdAt) : OptionalLong.empty();
    }

    @Override
    public String filled() {
        return defaults.describe(filledId, filledTime);
    }
}
