package dev.millrace.deadletter;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of letters in their order.
 *
 * @param next the position of the last one, after which the next page begins; null if there are no more
 */
public record DeadLetterPage(
        List<DeadLetter> letters, @Nullable DeadLetterPosition next) {
    /** Copies the list. */
    public DeadLetterPage {
        letters = List.copyOf(letters);
    }
}
