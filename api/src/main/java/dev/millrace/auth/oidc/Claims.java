package dev.millrace.auth.oidc;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.millrace.auth.Key;
import dev.millrace.auth.Permission;
import dev.millrace.auth.ReadScopes;
import dev.millrace.auth.Secret;
import java.text.ParseException;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks the claims of a token, and maps them to rights. */
final class Claims {
    private static final int SENDER_BYTES = 12;

    private final Issuer issuer;
    private final JWTClaimsSet claims;

    Claims(Issuer issuer, JWTClaimsSet claims) {
        this.issuer = issuer;
        this.claims = claims;
    }

    /** Returns what is wrong with the token at a time; null if nothing is. */
    @Nullable
    String problem(long nowMillis) {
        if (claims.getExpirationTime() == null) {
            return "It does not expire.";
        }
        if (nowMillis >= untilMillis()) {
            return "It has expired.";
        }
        long skew = issuer.skew().toMillis();
        if (claims.getNotBeforeTime() != null
                && claims.getNotBeforeTime().toInstant().toEpochMilli() - skew > nowMillis) {
            return "It is not valid yet.";
        }
        if (!issuer.audiences().isEmpty() && claims.getAudience().stream().noneMatch(issuer.audiences()::contains)) {
            return "It is for another audience.";
        }
        if (!issuer.parties().isEmpty() && !issuer.parties().contains(party())) {
            return "It was given to another party.";
        }
        return null;
    }

    /** Returns the time from which it is not accepted any more. */
    long untilMillis() {
        return claims.getExpirationTime().toInstant().toEpochMilli()
                + issuer.skew().toMillis();
    }

    private String party() {
        Object party = claims.getClaim("azp");
        return String.valueOf(party == null ? claims.getClaim("client_id") : party);
    }

    /** Returns the rights of all its roles together; they may be none. */
    Key key() {
        Set<String> names = roles();
        Set<Permission> may = EnumSet.noneOf(Permission.class);
        Set<String> kinds = new HashSet<>();
        boolean postsAll = false;
        ReadScopes reads = ReadScopes.NOTHING;
        for (Role role : issuer.roles()) {
            if (!names.contains(role.name())) {
                continue;
            }
            may.addAll(role.may());
            postsAll |= role.may().contains(Permission.WRITE) && role.kinds().isEmpty();
            kinds.addAll(role.kinds());
            reads = reads.and(role.reads());
            for (Role.ClaimScope scope : role.readsOfClaims()) {
                for (String id : texts(value(scope.claim()), false)) {
                    reads = reads.and(scope.subject(), id);
                }
            }
        }
        return new Key(issuer.name(), sender(), may, Set.of(), postsAll ? Set.of() : kinds, reads, null);
    }

    private Set<String> roles() {
        Set<String> names = new HashSet<>(texts(value(issuer.rolesClaim()), true));
        // A claim cannot name it: every token has it.
        names.add(Role.EVERY);
        return names;
    }

    /** Returns a name of the person or program that is short and has no special characters. */
    private String sender() {
        String subject = Objects.requireNonNullElse(claims.getSubject(), party());
        return issuer.name() + ":" + HexFormat.of().formatHex(Secret.hash(subject), 0, SENDER_BYTES);
    }

    /** Returns the value at a path; a claim whose name has dots itself goes first. Null if there is none. */
    private @Nullable Object value(String path) {
        Object whole = claims.getClaim(path);
        if (whole != null) {
            return whole;
        }
        Object value = null;
        boolean isTop = true;
        for (String part : path.split("\\.", -1)) {
            if (isTop) {
                value = claims.getClaim(part);
            } else {
                value = value instanceof Map<?, ?> map ? map.get(part) : null;
            }
            isTop = false;
        }
        return value;
    }

    /** @param splits true if one text holds several, with blanks between, as {@code scope} does */
    private static List<String> texts(@Nullable Object value, boolean splits) {
        return switch (value) {
            case String text -> splits ? List.of(text.split(" ", -1)) : List.of(text);
            case Integer number -> List.of(number.toString());
            case Long number -> List.of(number.toString());
            case Collection<?> many ->
                many.stream()
                        .filter(one -> one instanceof String || one instanceof Integer || one instanceof Long)
                        .map(String::valueOf)
                        .toList();
            case null, default -> List.of();
        };
    }

    /** Returns the issuer that a token names; null if it names none. */
    static @Nullable String issuer(JWTClaimsSet claims) {
        try {
            return claims.getStringClaim("iss");
        } catch (ParseException e) {
            return null;
        }
    }
}
