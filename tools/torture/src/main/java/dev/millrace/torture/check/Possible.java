package dev.millrace.torture.check;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Computes what may be stored under each key, if its requests come in the order of their versions. An acknowledged request leaves a single
 * possibility, one in doubt adds one.
 */
final class Possible<K, V> {
    private final Optional<V> nothing = Optional.empty();
    private final Map<K, Set<Optional<V>>> states = new HashMap<>();
    private final Predicate<K> explained;

    /** @param explained keys of which every trace may be missing, because what was damaged on purpose held them */
    Possible(Predicate<K> explained) {
        this.explained = explained;
    }

    void add(K key, Optional<V> effect, boolean isKept) {
        Set<Optional<V>> ofKey = states.computeIfAbsent(key, _ -> new LinkedHashSet<>(Set.of(nothing)));
        if (isKept && !explained.test(key)) {
            ofKey.clear();
        }
        ofKey.add(effect);
    }

    /** Adds the same effect to all earlier keys for which a condition holds. */
    void addToAll(Predicate<K> which, Optional<V> effect, boolean isKept) {
        states.keySet().stream().filter(which).toList().forEach(key -> add(key, effect, isKept));
    }

    /** Keys that were sent and may have been kept. */
    Set<K> keys() {
        return states.keySet();
    }

    Set<Optional<V>> of(K key) {
        return states.getOrDefault(key, Set.of(nothing));
    }

    /** Counts the keys under which a value has to be stored. */
    long certain() {
        return states.values().stream()
                .filter(ofKey -> !ofKey.contains(nothing))
                .count();
    }
}
