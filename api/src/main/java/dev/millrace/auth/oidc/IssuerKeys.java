package dev.millrace.auth.oidc;

import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyType;
import com.nimbusds.jose.jwk.KeyUse;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The public keys of an issuer, as they were fetched last. They stay while the issuer is away. Thread-safe; never waits.
 *
 * <p>A token with an unknown key asks for a new fetch, at most once in {@link #COOLDOWN}, so that tokens that somebody made up cannot have the
 * issuer asked again and again.
 */
final class IssuerKeys {
    /** The least time between two fetches that tokens ask for. */
    static final Duration COOLDOWN = Duration.ofSeconds(5);

    private final Issuer issuer;
    private final LongSupplier nanoTime;
    private final Runnable wake;
    private final AtomicBoolean wanted = new AtomicBoolean(true);
    private volatile JWKSet keys = new JWKSet();
    private volatile boolean hasKeys;
    private volatile long askedNanos;
    private volatile @Nullable String problem;

    /** @param wake has the keys fetched soon */
    IssuerKeys(Issuer issuer, LongSupplier nanoTime, Runnable wake) {
        this.issuer = issuer;
        this.nanoTime = nanoTime;
        this.wake = wake;
        this.askedNanos = nanoTime.getAsLong() - COOLDOWN.toNanos();
    }

    Issuer issuer() {
        return issuer;
    }

    /** Returns the keys that may have made a signature; none if it is not known. */
    List<JWK> find(JWSHeader header) {
        JWKMatcher matcher = new JWKMatcher.Builder()
                .keyType(KeyType.forAlgorithm(header.getAlgorithm()))
                .keyID(header.getKeyID())
                .keyUses(KeyUse.SIGNATURE, null)
                .algorithms(header.getAlgorithm(), null)
                .build();
        return new JWKSelector(matcher).select(keys);
    }

    /** Asks for a fetch because of an unknown key; returns true if it may be known soon. */
    boolean ask() {
        if (wanted.get()) {
            return true;
        }
        long now = nanoTime.getAsLong();
        if (hasKeys && now - askedNanos < COOLDOWN.toNanos()) {
            return false;
        }
        askedNanos = now;
        wanted.set(true);
        wake.run();
        return true;
    }

    /** Returns true if a token asked for a fetch. */
    boolean isWanted() {
        return wanted.get();
    }

    /** Takes fetched keys; returns true if they are others than before. */
    boolean fetched(JWKSet set) {
        boolean isChanged = !Objects.equals(set.toString(), keys.toString());
        keys = set;
        hasKeys = true;
        problem = null;
        askedNanos = nanoTime.getAsLong();
        wanted.set(false);
        return isChanged;
    }

    /** Notes that the keys could not be fetched; returns true if that is news. Without any keys the next token asks again. */
    boolean failed(String why) {
        boolean isNews = problem == null;
        problem = why;
        askedNanos = nanoTime.getAsLong();
        wanted.set(!hasKeys);
        return isNews;
    }

    /** Returns true if keys were fetched once. */
    boolean areKnown() {
        return hasKeys;
    }

    @Nullable
    String problem() {
        return problem;
    }
}
