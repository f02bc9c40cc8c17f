package dev.millrace.auth;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/** Changes the entry of a key. */
public final class KeyChange {
    private KeyChange() {}

    /** Returns the entry with the hash of a secret, which follows the name. */
    public static Map<String, Object> withSecret(Map<String, Object> entry, String secret) {
        Map<String, Object> changed = new LinkedHashMap<>();
        changed.put("name", entry.get("name"));
        changed.put("sha256", HexFormat.of().formatHex(Secret.hash(secret)));
        entry.forEach(changed::putIfAbsent);
        return changed;
    }

    /**
     * Returns the entry with a new secret, beside which the present one is valid for a while. The one before that ends now.
     *
     * @param overlap how long the present secret stays valid; zero if it ends now
     */
    public static Map<String, Object> rotated(Map<String, Object> entry, String secret, Instant now, Duration overlap) {
        Map<String, Object> changed = new LinkedHashMap<>(entry);
        changed.put("sha256", HexFormat.of().formatHex(Secret.hash(secret)));
        changed.remove("previous_sha256");
        changed.remove("previous_expires");
        if (!overlap.isZero() && entry.containsKey("sha256")) {
            changed.put("previous_sha256", entry.get("sha256"));
            changed.put(
                    "previous_expires",
                    now.plus(overlap).truncatedTo(ChronoUnit.SECONDS).toString());
        }
        return changed;
    }
}
