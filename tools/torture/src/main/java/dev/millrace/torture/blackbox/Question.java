package dev.millrace.torture.blackbox;

import java.util.OptionalLong;
import java.util.function.Function;

/**
 * What a report of page views is asked.
 *
 * @param user only of this one, if any
 * @param from the first moment, in milliseconds
 * @param to the first moment that is not meant
 * @param key what it counts by
 */
record Question<K extends Comparable<K>>(OptionalLong user, long from, long to, Function<View, K> key) {
    boolean isAsked(View view) {
        return view.millis() >= from && view.millis() < to && (user.isEmpty() || user.getAsLong() == view.user());
    }
}
