package dev.millrace.traffic.status;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.micronaut.serde.annotation.Serdeable;
import java.time.Instant;
import java.util.List;

/**
 * Where the page views with one id are.
 *
 * @param requestId as decimal digits, which JavaScript would lose of a number
 * @param events what reports count; empty unless the state is {@code stored}
 */
@Serdeable
@JsonInclude(JsonInclude.Include.ALWAYS)
public record ViewStatus(@JsonProperty("request_id") String requestId, State state, List<StoredView> events) {
    /** How far it is. */
    @Serdeable
    public enum State {
        /** Acknowledged, and something of it is still in the buffer: a view, an update or a deletion. */
        @JsonProperty("pending")
        PENDING,

        /** In ClickHouse, and so in the reports. */
        @JsonProperty("stored")
        STORED,

        /** It was there, and has been deleted. */
        @JsonProperty("deleted")
        DELETED,

        /** ClickHouse refuses it for good; an operator has to look. */
        @JsonProperty("dead-lettered")
        DEAD_LETTERED,

        /** This node knows nothing of it. */
        @JsonProperty("unknown")
        UNKNOWN
    }

    /** One page view that counts. */
    @Serdeable
    public record StoredView(
            @JsonProperty("user_id") long userId,
            @JsonProperty("created_at") Instant createdAt,
            @JsonProperty("page_url") String pageUrl) {}
}
