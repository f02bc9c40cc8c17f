package dev.millrace.traffic.status;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.micronaut.serde.annotation.Serdeable;
import java.time.Instant;
import java.util.List;

/**
 * The status of the page views with one id.
 *
 * @param requestId as decimal digits, because JavaScript's numbers would lose some
 * @param events the views that reports count; empty unless the state is {@code stored}
 */
@Serdeable
@JsonInclude(JsonInclude.Include.ALWAYS)
public record ViewStatus(@JsonProperty("request_id") String requestId, State state, List<StoredView> events) {
    /** The state of the views. */
    @Serdeable
    public enum State {
        /** Acknowledged, and a view, an update or a deletion of it is still in the buffer. */
        @JsonProperty("pending")
        PENDING,

        /** In ClickHouse, and so in the reports. */
        @JsonProperty("stored")
        STORED,

        /** Stored before, and deleted since. */
        @JsonProperty("deleted")
        DELETED,

        /** Refused by ClickHouse for good; an operator has to act. */
        @JsonProperty("dead-lettered")
        DEAD_LETTERED,

        /** Unknown to this node. */
        @JsonProperty("unknown")
        UNKNOWN
    }

    /** A page view that counts. */
    @Serdeable
    public record StoredView(
            @JsonProperty("user_id") long userId,
            @JsonProperty("created_at") Instant createdAt,
            @JsonProperty("page_url") String pageUrl) {}
}
