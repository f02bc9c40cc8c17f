package dev.millrace.oracle;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What the documentation says becomes of events, in the order in which they were accepted; nothing of how it is done. Knows no ClickHouse,
 * no versions and no tombstones.
 */
final class Model {
    /** The identity of an event. */
    record Key(long id, long user, Instant time) {}

    private final Map<Key, String> live = new HashMap<>();
    private final Map<Long, Instant> erasedTo = new HashMap<>();
    private final Set<Key> replaced = new HashSet<>();

    void post(Key key, String page) {
        if (!replaced.contains(key) && !isErased(key)) {
            live.put(key, page);
        }
    }

    void put(Key key, String page) {
        delete(key.id());
        if (!isErased(key)) {
            live.put(key, page);
        }
        replaced.add(key);
    }

    /** What that user viewed up to then is gone, and does not come back. */
    void erase(long user, Instant to) {
        erasedTo.put(user, to);
        live.keySet().removeIf(this::isErased);
    }

    private boolean isErased(Key key) {
        return !key.time().isAfter(erasedTo.getOrDefault(key.user(), Instant.MIN));
    }

    void delete(long id) {
        live.keySet().removeIf(key -> {
            boolean isHit = key.id() == id;
            if (isHit) {
                replaced.add(key);
            }
            return isHit;
        });
    }

    /** The pages of all views. */
    Map<Key, String> views() {
        return Map.copyOf(live);
    }
}
