package dev.millrace.torture.check;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The deduplicated rows of a round in all shards, by what identifies them.
 *
 * @param byKey usually one row for each key
 */
record Rows<K, V>(Map<K, List<V>> byKey) {
    List<V> all() {
        return byKey.values().stream().flatMap(List::stream).toList();
    }

    List<V> of(K key) {
        return byKey.getOrDefault(key, List.of());
    }

    /** Describes the differences to later rows; empty if there are none. */
    String changesTo(Rows<K, V> later) {
        Map<K, List<V>> changed = new HashMap<>();
        byKey.forEach((key, rows) -> {
            if (!rows.equals(later.of(key))) {
                changed.put(key, rows);
            }
        });
        later.byKey.keySet().stream()
                .filter(key -> !byKey.containsKey(key))
                .forEach(key -> changed.put(key, List.of()));
        return changed.entrySet().stream()
                .limit(5)
                .map(before -> "%s became %s".formatted(before.getValue(), later.of(before.getKey())))
                .collect(Collectors.joining(", "));
    }
}
