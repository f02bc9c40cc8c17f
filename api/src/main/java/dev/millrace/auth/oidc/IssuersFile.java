package dev.millrace.auth.oidc;

import com.nimbusds.jose.JWSAlgorithm;
import dev.millrace.auth.EntryFields;
import dev.millrace.auth.EventKinds;
import dev.millrace.auth.KeysFile;
import dev.millrace.auth.RightsFields;
import dev.millrace.auth.RightsFields.Rights;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the file of issuers: a JSON array of objects. */
final class IssuersFile {
    private static final Set<String> FIELDS = Set.of(
            "name",
            "issuer",
            "jwks_url",
            "audiences",
            "authorized_parties",
            "algorithms",
            "clock_skew_seconds",
            "roles_claim",
            "roles");
    private static final Set<String> ROLE_FIELDS = Set.of("may", "kinds", "reads");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    /** Addresses with TLS, or of this machine: keys that somebody can replace on their way let that person sign tokens. */
    private static final Pattern URL =
            Pattern.compile("https://[^\\s?#]+|http://(localhost|127\\.0\\.0\\.1|\\[::1])(:\\d+)?(/[^\\s?#]*)?");

    private static final Pattern CLAIM = Pattern.compile("[^\\s{}]{1,200}");
    private static final Pattern CLAIM_SCOPE = Pattern.compile("([a-z]+):\\{([^\\s{}]{1,200})}");
    private static final String TEXTS = "a list of texts, not empty";

    /** Public keys alone: with a shared secret, everybody who checks tokens could make them. */
    private static final Map<String, JWSAlgorithm> ALGORITHMS = Map.of(
            "RS256", JWSAlgorithm.RS256,
            "RS384", JWSAlgorithm.RS384,
            "RS512", JWSAlgorithm.RS512,
            "PS256", JWSAlgorithm.PS256,
            "PS384", JWSAlgorithm.PS384,
            "PS512", JWSAlgorithm.PS512,
            "ES256", JWSAlgorithm.ES256,
            "ES384", JWSAlgorithm.ES384,
            "ES512", JWSAlgorithm.ES512);

    private static final int MAX_SKEW_SECONDS = 300;
    private static final int DEFAULT_SKEW_SECONDS = 60;
    private static final int MAX_ISSUERS = 20;

    private final EventKinds events;

    private IssuersFile(EventKinds events) {
        this.events = events;
    }

    /**
     * Reads the whole file, or fails.
     *
     * @throws IllegalArgumentException with one sentence that names the file, the issuer and what is wrong
     */
    static List<Issuer> read(Path file, EventKinds events) {
        try {
            return new IssuersFile(events).issuers(KeysFile.list(KeysFile.content(file), "issuers"));
        } catch (IllegalArgumentException e) {
            // Without its cause: the report of a failed start shows the innermost message.
            throw new IllegalArgumentException("MILLRACE_AUTH_OIDC_FILE=%s: %s.".formatted(file, e.getMessage()));
        }
    }

    /** Returns true for a URL from which keys may be fetched. */
    static boolean isUrl(String url) {
        return URL.matcher(url).matches();
    }

    private List<Issuer> issuers(List<?> entries) {
        if (entries.isEmpty() || entries.size() > MAX_ISSUERS) {
            throw new IllegalArgumentException("it must hold 1 to %s issuers".formatted(MAX_ISSUERS));
        }
        List<Issuer> issuers = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Object entry : entries) {
            if (!(entry instanceof Map<?, ?> fields)) {
                throw new IllegalArgumentException("issuer %s is no JSON object".formatted(issuers.size() + 1));
            }
            Issuer issuer = issuer(new EntryFields("issuer %s".formatted(issuers.size() + 1), fields));
            if (!names.add(issuer.name()) || !names.add(issuer.issuer())) {
                throw new IllegalArgumentException(
                        "issuer %s: its name or its URL stands there twice".formatted(issuer.name()));
            }
            issuers.add(issuer);
        }
        return issuers;
    }

    private Issuer issuer(EntryFields fields) {
        String name = fields.text("name", NAME, "1 to 64 letters, digits, dots, underscores or hyphens");
        fields.label("issuer " + name);
        fields.checkNames(FIELDS);
        String urls = "an https URL without a query, or http to a loopback name";
        String issuer = fields.text("issuer", URL, urls);
        URI jwks = fields.has("jwks_url") ? URI.create(fields.text("jwks_url", URL, urls)) : null;
        Set<String> audiences = Set.copyOf(fields.texts("audiences", TEXTS));
        Set<String> parties = Set.copyOf(fields.texts("authorized_parties", TEXTS));
        if (audiences.isEmpty() && parties.isEmpty()) {
            throw fields.wrong(
                    "audiences or authorized_parties must be there: else tokens for other services would do");
        }
        Long skew = fields.number("clock_skew_seconds", 0, MAX_SKEW_SECONDS);
        String claim = fields.has("roles_claim") ? fields.text("roles_claim", CLAIM, "the path of a claim") : "roles";
        return new Issuer(
                name,
                issuer,
                jwks,
                audiences,
                parties,
                algorithms(fields),
                Duration.ofSeconds(skew == null ? DEFAULT_SKEW_SECONDS : skew),
                claim,
                roles(name, fields));
    }

    private static Set<JWSAlgorithm> algorithms(EntryFields fields) {
        Set<JWSAlgorithm> algorithms = new HashSet<>();
        String expected = "a list of "
                + String.join(", ", ALGORITHMS.keySet().stream().sorted().toList());
        for (String algorithm : fields.texts("algorithms", expected)) {
            JWSAlgorithm known = ALGORITHMS.get(algorithm);
            if (known == null) {
                throw fields.wrong("algorithms must be " + expected);
            }
            algorithms.add(known);
        }
        return algorithms.isEmpty() ? Set.of(JWSAlgorithm.RS256, JWSAlgorithm.ES256) : algorithms;
    }

    private List<Role> roles(String issuer, EntryFields fields) {
        List<Role> roles = new ArrayList<>();
        for (Map.Entry<?, ?> entry : fields.object("roles").entrySet()) {
            String name = String.valueOf(entry.getKey());
            if (!(entry.getValue() instanceof Map<?, ?> role)) {
                throw fields.wrong("each of roles must be an object");
            }
            roles.add(role(name, issuer, role));
        }
        if (roles.isEmpty()) {
            throw fields.wrong("roles must say what tokens may do");
        }
        return roles;
    }

    private Role role(String name, String issuer, Map<?, ?> entry) {
        String label = "issuer %s, role %s".formatted(issuer, name);
        List<Object> fixed = new ArrayList<>();
        List<Role.ClaimScope> ofClaims = new ArrayList<>();
        for (Object scope : new EntryFields(label, entry).list("reads")) {
            Matcher matcher = CLAIM_SCOPE.matcher(String.valueOf(scope));
            if (matcher.matches() && events.hasSubject(matcher.group(1))) {
                ofClaims.add(new Role.ClaimScope(matcher.group(1), matcher.group(2)));
            } else {
                fixed.add(scope);
            }
        }
        EntryFields fields = new EntryFields(label, entry);
        fields.checkNames(ROLE_FIELDS);
        Rights rights = RightsFields.parse(fields, events, fixed);
        return new Role(name, rights.may(), rights.kinds(), rights.reads(), ofClaims);
    }
}
