package dev.millrace.traffic.erasure;

import dev.millrace.deadletter.DeadLetter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;

/** Says of dead letters that never were rows whose they are: of everybody whom their text names. */
final class PayloadErasureMatcher {
    private PayloadErasureMatcher() {}

    /** Returns whom the letter names; nobody if it is a row. */
    static Set<Long> users(DeadLetter letter) {
        return letter.isPayload()
                ? ArchiveErasureMatcher.usersIn(new String(letter.row(), StandardCharsets.UTF_8))
                : Set.of();
    }

    /** Returns true if the letter names an erased person, and came before that. When the event was, nobody can say for certain. */
    static boolean isErased(DeadLetter letter, Map<Long, Long> erasedTo) {
        return users(letter).stream()
                .map(erasedTo::get)
                .anyMatch(to -> to != null && letter.at().toEpochMilli() <= to);
    }
}
