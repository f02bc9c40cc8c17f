package dev.millrace.auth.oidc;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.crypto.factories.DefaultJWSVerifierFactory;
import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.millrace.auth.AuthConfig;
import dev.millrace.auth.EventKinds;
import dev.millrace.auth.Key;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/**
 * Verifies tokens. Never waits: the issuers' keys are fetched in the background. What a token permits is remembered until it expires, so that a
 * request with a known token costs a look-up; the signature of a new one takes some ten microseconds. Claims are checked before signatures,
 * so that most tokens that are made up cost less. Thread-safe.
 */
@Singleton
public final class Tokens {
    private static final int MAX_TOKEN_CHARACTERS = 8192;

    private static final int COST_OF_ENTRY = 1024;

    /** The result of a check. */
    public sealed interface Verdict {
        /** Says what the token permits, until a time in milliseconds since 1970, and while {@link #generation} stays. */
        record Verified(Key key, long untilMillis) implements Verdict {}

        /**
         * Says that the token is not accepted.
         *
         * @param why a sentence for its sender
         */
        record Refused(String why) implements Verdict {}

        /** Says that the keys of its issuer are not known, or not yet: the same token may be accepted in a second. */
        record Later(String why) implements Verdict {}
    }

    private final Map<String, IssuerKeys> issuers;
    private final KeyRefresh refresh;
    private final InstantSource clock;
    private final Cache<String, Verdict.Verified> remembered;
    private final AtomicLong generation = new AtomicLong();

    Tokens(AuthConfig config, EventKinds events, KeyRefresh refresh, InstantSource clock, MeterRegistry registry) {
        this.refresh = refresh;
        this.clock = clock;
        this.remembered = CacheBuilder.newBuilder()
                .maximumWeight(config.maxTokenBytes())
                .weigher((String token, Verdict.Verified _) -> COST_OF_ENTRY + token.length())
                .build();
        String file = config.oidcFile();
        List<Issuer> all = file == null ? List.of() : IssuersFile.read(Path.of(file), events);
        this.issuers = all.stream()
                .collect(Collectors.toUnmodifiableMap(
                        Issuer::issuer, issuer -> new IssuerKeys(issuer, System::nanoTime, refresh::wake)));
        registry.gauge("millrace.oidc.tokens", remembered, Cache::size);
    }

    /** Begins to fetch the issuers' keys, if there are any issuers. Does not wait for them. Once. */
    public void start() {
        refresh.start(List.copyOf(issuers.values()), this::forget);
    }

    private void forget() {
        generation.incrementAndGet();
        remembered.invalidateAll();
    }

    /** Returns a number that changes with the keys of any issuer: what a token permitted before has to be checked anew. */
    public long generation() {
        return generation.get();
    }

    /** Returns true for a text that is to be checked here, and cannot be a key. */
    public boolean isToken(String presented) {
        return !issuers.isEmpty() && presented.startsWith("ey") && presented.indexOf('.') > 0;
    }

    /** Checks a token. On the event loop: never waits. */
    public Verdict check(String token) {
        long keysBefore = generation.get();
        Verdict verdict = checkNow(token);
        if (generation.get() != keysBefore) {
            // It may have been remembered after the others were forgotten.
            remembered.invalidate(token);
        }
        return verdict;
    }

    private Verdict checkNow(String token) {
        long now = clock.millis();
        Verdict.Verified known = remembered.getIfPresent(token);
        if (known != null && now < known.untilMillis()) {
            return known;
        }
        if (token.length() > MAX_TOKEN_CHARACTERS) {
            return new Verdict.Refused("It has more than %s characters.".formatted(MAX_TOKEN_CHARACTERS));
        }
        try {
            SignedJWT jwt = SignedJWT.parse(token);
            JWTClaimsSet claims = jwt.getJWTClaimsSet();
            String named = claims == null ? null : Claims.issuer(claims);
            IssuerKeys keys = named == null ? null : issuers.get(named);
            if (keys == null || claims == null) {
                return new Verdict.Refused("Its issuer is none of those configured.");
            }
            return check(token, jwt, new Claims(keys.issuer(), claims), keys, now);
        } catch (ParseException | IllegalArgumentException e) {
            return new Verdict.Refused("It is no signed JWT.");
        }
    }

    private Verdict check(String token, SignedJWT jwt, Claims claims, IssuerKeys keys, long now) {
        if (!keys.issuer().algorithms().contains(jwt.getHeader().getAlgorithm())) {
            return new Verdict.Refused("Its algorithm is not permitted.");
        }
        String problem = claims.problem(now);
        if (problem != null) {
            return new Verdict.Refused(problem);
        }
        List<JWK> candidates = keys.find(jwt.getHeader());
        if (candidates.isEmpty()) {
            return unknownKey(keys);
        }
        if (candidates.stream().noneMatch(key -> isSignedBy(jwt, key))) {
            return new Verdict.Refused("Its signature is wrong.");
        }
        Verdict.Verified verdict = new Verdict.Verified(claims.key(), claims.untilMillis());
        remembered.put(token, verdict);
        return verdict;
    }

    private static Verdict unknownKey(IssuerKeys keys) {
        boolean isAsked = keys.ask();
        return isAsked || !keys.areKnown()
                ? new Verdict.Later("The keys of the issuer are being fetched.")
                : new Verdict.Refused("The issuer has no key of that kid.");
    }

    private static boolean isSignedBy(SignedJWT jwt, JWK key) {
        try {
            return key instanceof AsymmetricJWK asymmetric
                    && jwt.verify(new DefaultJWSVerifierFactory()
                            .createJWSVerifier(jwt.getHeader(), asymmetric.toPublicKey()));
        } catch (JOSEException e) {
            return false;
        }
    }
}
