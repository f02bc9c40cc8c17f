package dev.millrace.auth;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A key with what recognises it.
 *
 * @param secrets one, or two while it is rotated; none if certificates alone recognise it
 * @param certificates names of client certificates
 * @param entry as in the keys file
 */
public record KnownKey(Key key, List<Hashed> secrets, List<Named> certificates, Map<String, Object> entry) {
    /**
     * A key, and when it is valid.
     *
     * @param fromMillis since 1970
     * @param untilMillis since 1970, not included
     */
    public record Valid(Key key, long fromMillis, long untilMillis) {
        /** Returns true if it is valid at every time. */
        public boolean isForEver() {
            return fromMillis == Long.MIN_VALUE && untilMillis == Long.MAX_VALUE;
        }

        private Valid with(Key other) {
            return new Valid(other, fromMillis, untilMillis);
        }
    }

    /** @param sha256 the hash of a secret: 32 bytes */
    record Hashed(Valid valid, byte[] sha256) {}

    /** @param name of a client certificate, in the form of {@link CertificateNames} */
    record Named(Valid valid, String name) {}

    public KnownKey {
        secrets = List.copyOf(secrets);
        certificates = List.copyOf(certificates);
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
        return new KnownKey(
                same,
                secrets.stream()
                        .map(secret -> new Hashed(secret.valid.with(same), secret.sha256))
                        .toList(),
                certificates.stream()
                        .map(named -> new Named(named.valid.with(same), named.name))
                        .toList(),
                entry);
    }
}
