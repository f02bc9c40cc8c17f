package dev.millrace.torture.blackbox;

import java.util.OptionalLong;
import java.util.function.Function;

/**
 * The question that a report of page views answers.
 *
 * @param user only this user, if any
 * @param from the first moment, in milliseconds
 * @param to the first moment after the range
 * @param key the key of the counts
 */
record Question<K extends Comparable<K>>(OptionalLong user, long from, long to, Function<View, K> key) {
    boolean isAsked(View view) {
        return view.millis() >= from && view.millis() < to && (user.isEmpty() || user.getAsLong() == view.user());
    }
}
