package dev.millrace.deadletter;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The letters of payloads that have none yet.
 *
 * @param lines all of them as they are written
 */
record PayloadLetters(List<DeadLetter> letters, byte[] lines) {
    /**
     * Makes one letter of each different payload.
     *
     * @param known the letters that there are
     * @param above letters up to this number do not count
     */
    static PayloadLetters of(
            String place, List<RefusedPayload> payloads, DeadLetterIndex known, long above, Instant now)
            throws IOException {
        long firstSequence = known.nextSequence(now);
        int day = (int) LocalDate.ofInstant(now, ZoneOffset.UTC).toEpochDay();
        List<DeadLetter> letters = new ArrayList<>();
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        Set<RowHash> seen = new HashSet<>();
        for (RefusedPayload payload : payloads) {
            if (seen.add(RowHash.of(place, payload.bytes())) && !known.holds(place, payload.bytes(), above)) {
                DeadLetter letter = new DeadLetter(
                        firstSequence + letters.size(),
                        now,
                        place,
                        day,
                        DeadLetter.OF_NO_ROW,
                        payload.reason(),
                        payload.bytes());
                letters.add(letter);
                lines.writeBytes(DeadLetterLine.of(letter));
            }
        }
        return new PayloadLetters(letters, lines.toByteArray());
    }
}
