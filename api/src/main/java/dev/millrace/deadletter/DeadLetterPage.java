package dev.millrace.deadletter;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some letters in their order.
 *
 * @param next where the last one stands, to go on behind it; null if there is none behind
 */
public record DeadLetterPage(
        List<DeadLetter> letters, @Nullable DeadLetterPosition next) {
    /** Copies the list. */
    public DeadLetterPage {
        letters = List.copyOf(letters);
    }
}
