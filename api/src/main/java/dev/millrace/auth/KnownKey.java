package dev.millrace.auth;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A key with what recognises it.
 *
 * @param secrets one, or two while it is rotated
 * @param entry as in the keys file
 */
public record KnownKey(Key key, List<Hashed> secrets, Map<String, Object> entry) {
    /**
     * The hash of a secret, and when it is valid.
     *
     * @param sha256 32 bytes
     * @param fromMillis since 1970
     * @param untilMillis since 1970, not included
     */
    public record Hashed(Key key, byte[] sha256, long fromMillis, long untilMillis) {
        /** Returns true if it is valid at every time. */
        public boolean isForEver() {
            return fromMillis == Long.MIN_VALUE && untilMillis == Long.MAX_VALUE;
        }
    }

    public KnownKey {
        secrets = List.copyOf(secrets);
    }

    /** Returns the entry without hashes, for people. */
    public Map<String, Object> shown() {
        Map<String, Object> shown = new LinkedHashMap<>(entry);
        shown.keySet().removeAll(Arrays.asList("sha256", "previous_sha256"));
        return shown;
    }

    /** Returns this key with what is left of an earlier one's quota, if the limits are the same. */
    KnownKey keepQuotaOf(Key earlier) {
        Quota old = earlier.quota();
        Quota own = key.quota();
        if (old == null || own == null || !own.hasLimitsOf(old)) {
            return this;
        }
        Key same = key.with(old);
        List<Hashed> hashed = new ArrayList<>();
        secrets.forEach(
                secret -> hashed.add(new Hashed(same, secret.sha256(), secret.fromMillis(), secret.untilMillis())));
        return new KnownKey(same, hashed, entry);
    }
}
