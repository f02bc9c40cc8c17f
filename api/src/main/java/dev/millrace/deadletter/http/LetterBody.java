package dev.millrace.deadletter.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.millrace.deadletter.DeadLetter;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.serde.annotation.Serdeable;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * A dead letter as it is answered.
 *
 * @param at when ClickHouse refused it
 * @param code ClickHouse's error code
 * @param reason the server's words
 * @param row its values by the names of their columns; absent if this build cannot read it
 * @param rowBytes RowBinary in Base64, if it cannot
 */
@Serdeable
record LetterBody(
        String id,
        Instant at,
        String table,
        int code,
        @JsonInclude(JsonInclude.Include.ALWAYS) String reason,
        @Nullable Map<String, Object> row,

        @Nullable @JsonProperty("row_bytes") String rowBytes) {
    static LetterBody of(DeadLetter letter, KnownTables tables) {
        Map<String, Object> row = tables.values(letter).orElse(null);
        return new LetterBody(
                letter.id().toString(),
                letter.at(),
                letter.table(),
                letter.code(),
                letter.reason(),
                row,
                row == null ? Base64.getEncoder().encodeToString(letter.row()) : null);
    }

    /**
     * Some of them, oldest first.
     *
     * @param next the cursor for the following ones; absent if there are none
     */
    @Serdeable
    record Page(
            @JsonInclude(JsonInclude.Include.ALWAYS) @JsonProperty("dead_letters")
            List<LetterBody> letters,

            @Nullable String next) {}
}
