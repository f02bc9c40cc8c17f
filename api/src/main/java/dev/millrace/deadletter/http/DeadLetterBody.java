package dev.millrace.deadletter.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.millrace.deadletter.DeadLetter;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.serde.annotation.Serdeable;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * A dead letter in an answer.
 *
 * @param at when it was refused
 * @param code ClickHouse's error code; 0 of a payload that never became rows
 * @param reason the server's message; of a payload, Millrace's
 * @param row its values by the names of their columns; absent if this build cannot read it
 * @param rowBytes RowBinary in Base64, if it cannot
 * @param payload the text of a payload; absent if it is not text
 * @param payloadBytes in Base64, if it is not text
 */
@Serdeable
record DeadLetterBody(
        String id,
        Instant at,
        String table,
        int code,
        @JsonInclude(JsonInclude.Include.ALWAYS) String reason,
        @Nullable Map<String, Object> row,

        @Nullable @JsonProperty("row_bytes") String rowBytes,
        @Nullable String payload,
        @Nullable @JsonProperty("payload_bytes") String payloadBytes) {
    static DeadLetterBody of(DeadLetter letter, KnownTables tables) {
        boolean isPayload = letter.isPayload();
        Map<String, Object> row = isPayload ? null : tables.values(letter).orElse(null);
        String payload = isPayload ? text(letter.row()) : null;
        return new DeadLetterBody(
                letter.id().toString(),
                letter.at(),
                letter.table(),
                letter.code(),
                letter.reason(),
                row,
                row == null && !isPayload ? base64(letter) : null,
                payload,
                payload == null && isPayload ? base64(letter) : null);
    }

    private static String base64(DeadLetter letter) {
        return Base64.getEncoder().encodeToString(letter.row());
    }

    /** Decodes a text; null if the bytes are not one. */
    private static @Nullable String text(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    /**
     * A page of letters, oldest first.
     *
     * @param next the cursor of the next page; absent if there is none
     */
    @Serdeable
    record Page(
            @JsonInclude(JsonInclude.Include.ALWAYS) @JsonProperty("dead_letters")
            List<DeadLetterBody> letters,

            @Nullable String next) {}
}
