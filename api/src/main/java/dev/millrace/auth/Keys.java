package dev.millrace.auth;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** All keys, or the fact that requests need none. Immutable, but for what is left of the quotas. */
public final class Keys {
    /**
     * A key as it stands in the file.
     *
     * @param sha256 32 bytes
     */
    public record Hashed(Key key, byte[] sha256) {}

    private final boolean asked;
    private final Set<String> origins;

    /** Keys by the first bytes of their hashes: an attacker who learns those from the time of a look-up learns nothing about a key. */
    private final Map<Long, Hashed> byHash = new HashMap<>();

    private Keys(boolean asked, List<Hashed> keys) {
        this.asked = asked;
        Set<String> all = new HashSet<>();
        for (Hashed hashed : keys) {
            all.addAll(hashed.key().origins());
            if (byHash.put(firstBytes(hashed.sha256()), hashed) != null) {
                throw new IllegalArgumentException("two keys have the same sha256");
            }
        }
        this.origins = Set.copyOf(all);
    }

    /** Returns keys for a service that asks for none, and permits everything to everybody. */
    public static Keys notAsked() {
        return new Keys(false, List.of());
    }

    /** Returns keys for a service that asks for one: each key permits what it names, and requests without a key are refused. */
    public static Keys of(List<Hashed> keys) {
        return new Keys(true, keys);
    }

    /** Returns true if requests need a key. */
    public boolean areAsked() {
        return asked;
    }

    /** Finds the key that a sender presents; null if there is none. */
    public @Nullable Key find(String presented) {
        byte[] hash = Secret.hash(presented);
        Hashed found = byHash.get(firstBytes(hash));
        return found != null && MessageDigest.isEqual(found.sha256(), hash) ? found.key() : null;
    }

    /** The origins of all keys together. */
    public Set<String> origins() {
        return origins;
    }

    private static long firstBytes(byte[] hash) {
        return ByteBuffer.wrap(hash).getLong();
    }
}
