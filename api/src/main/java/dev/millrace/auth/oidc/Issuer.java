package dev.millrace.auth.oidc;

import com.nimbusds.jose.JWSAlgorithm;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An issuer of tokens, as the operator describes it.
 *
 * @param name identifies it in metrics and answers
 * @param issuer exactly the claim {@code iss}
 * @param jwksUrl where its keys are; null if its discovery document says
 * @param audiences one of them must be in {@code aud}; any if empty
 * @param parties one of them must be {@code azp}, or {@code client_id} without it; any if empty
 * @param algorithms those that signatures may have
 * @param skew how far clocks may differ
 * @param rolesClaim where the names of roles are, as a path with dots
 * @param roles what each role permits
 */
record Issuer(
        String name,
        String issuer,
        @Nullable URI jwksUrl,
        Set<String> audiences,
        Set<String> parties,
        Set<JWSAlgorithm> algorithms,
        Duration skew,
        String rolesClaim,
        List<Role> roles) {
    Issuer {
        audiences = Set.copyOf(audiences);
        parties = Set.copyOf(parties);
        algorithms = Set.copyOf(algorithms);
        roles = List.copyOf(roles);
    }

    /** Returns where its discovery document is. */
    URI discoveryUrl() {
        String base = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
        return URI.create(base + "/.well-known/openid-configuration");
    }
}
