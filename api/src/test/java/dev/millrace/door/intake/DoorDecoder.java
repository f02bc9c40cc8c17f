package dev.millrace.door.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.door.table.DoorTable;
import dev.millrace.intake.EventDecoder;
import dev.millrace.intake.FrameWriter;
import dev.millrace.intake.Verdict;
import dev.millrace.time.IsoTime;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Decodes {@code {"door": 7, "at": "2026-03-10T12:10:00Z", "people": 2}}. */
final class DoorDecoder implements EventDecoder {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long MAX_NUMBER = 0xffff_ffffL;

    private final LongSupplier versions;

    DoorDecoder(LongSupplier versions) {
        this.versions = versions;
    }

    @Override
    public Verdict decode(byte[] bytes, int from, int to, FrameWriter rows) {
        JsonNode event;
        try {
            event = JSON.readTree(bytes, from, to - from);
        } catch (IOException e) {
            return Verdict.Rejected.event("is not valid JSON");
        }
        if (!isNumber(event.path("door"))) {
            return new Verdict.Rejected("door", "must be a whole number from 0 to 4294967295");
        }
        if (!isNumber(event.path("people"))) {
            return new Verdict.Rejected("people", "must be a whole number from 0 to 4294967295");
        }
        Optional<Instant> at = IsoTime.parse(event.path("at").asText());
        if (at.isEmpty()) {
            return new Verdict.Rejected("at", "must be an ISO-8601 time");
        }
        DoorTable.write(
                rows,
                event.path("door").asLong(),
                at.get().toEpochMilli(),
                event.path("people").asLong(),
                versions.getAsLong());
        return Verdict.ACCEPTED;
    }

    private static boolean isNumber(JsonNode value) {
        return value.isIntegralNumber()
                && value.canConvertToLong()
                && value.asLong() >= 0
                && value.asLong() <= MAX_NUMBER;
    }
}
