package dev.millrace.auth;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The keys at one moment. Immutable, but for what is left of the quotas. */
public final class Keys {
    /** No key. */
    public static final Keys NONE = of(List.of());

    private final Set<String> origins;
    private final Map<String, KnownKey> byName = new HashMap<>();

    /** Keys by the first bytes of their hashes: an attacker who learns those from the time of a look-up learns nothing about a key. */
    private final Map<Long, KnownKey.Hashed> byHash = new HashMap<>();

    private final Map<String, KnownKey.Valid> byCertificate = new HashMap<>();

    private Keys(Collection<KnownKey> keys) {
        Set<String> all = new HashSet<>();
        for (KnownKey known : keys) {
            all.addAll(known.key().origins());
            byName.put(known.key().name(), known);
            for (KnownKey.Hashed secret : known.secrets()) {
                if (byHash.put(firstBytes(secret.sha256()), secret) != null) {
                    throw new IllegalArgumentException("two keys have the same sha256");
                }
            }
            for (KnownKey.Named named : known.certificates()) {
                if (byCertificate.put(named.name(), named.valid()) != null) {
                    throw new IllegalArgumentException("two keys have the same certificate");
                }
            }
        }
        this.origins = Set.copyOf(all);
    }

    /** Returns these keys. */
    public static Keys of(Collection<KnownKey> keys) {
        return new Keys(keys);
    }

    /** Finds the key that a sender presents, whether it is valid now or not; null if there is none. */
    public KnownKey.@Nullable Valid find(String presented) {
        byte[] hash = Secret.hash(presented);
        KnownKey.Hashed found = byHash.get(firstBytes(hash));
        return found != null && MessageDigest.isEqual(found.sha256(), hash) ? found.valid() : null;
    }

    /** Finds the key of a client certificate by one of its names, whether it is valid now or not; null if there is none. */
    public KnownKey.@Nullable Valid ofCertificate(String name) {
        return byCertificate.get(name);
    }

    /** Returns the key of that name; null if there is none. */
    public @Nullable Key named(String name) {
        KnownKey found = byName.get(name);
        return found == null ? null : found.key();
    }

    /** Returns true if a secret or a certificate would be that of two keys. */
    boolean sharesCredentialWith(KnownKey known) {
        return known.secrets().stream().anyMatch(secret -> byHash.containsKey(firstBytes(secret.sha256())))
                || known.certificates().stream().anyMatch(named -> byCertificate.containsKey(named.name()));
    }

    /** The origins of all keys together. */
    public Set<String> origins() {
        return origins;
    }

    private static long firstBytes(byte[] hash) {
        return ByteBuffer.wrap(hash).getLong();
    }
}
