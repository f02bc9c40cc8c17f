package dev.millrace.simulator.testing;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/** An event as it came over the wire; ids as text, so that a lost digit shows. */
public record StoredEvent(String requestId, String userId, Instant createdAt, String pageUrl) {

    static StoredEvent of(String requestId, JsonNode event) {
        String createdAt = event.path("created_at").asText();
        if (!createdAt.matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z")) {
            throw new IllegalArgumentException("created_at: " + createdAt);
        }
        String page = event.path("page_url").asText();
        if (page.isEmpty() || page.length() > 2048) {
            throw new IllegalArgumentException("page_url has " + page.length() + " characters");
        }
        long userId = event.path("user_id").longValue();
        if (!event.path("user_id").isIntegralNumber() || userId < 0 || userId > 0xffff_ffffL) {
            throw new IllegalArgumentException("user_id: " + event.path("user_id"));
        }
        return new StoredEvent(
                Long.toUnsignedString(Long.parseUnsignedLong(requestId)),
                Long.toString(userId),
                Instant.parse(createdAt),
                page);
    }

    /** What makes two events the same. */
    record Key(String requestId, String userId, Instant createdAt) {}

    Key key() {
        return new Key(requestId, userId, createdAt);
    }
}
