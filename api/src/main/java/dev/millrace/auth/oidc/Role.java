package dev.millrace.auth.oidc;

import dev.millrace.auth.Permission;
import dev.millrace.auth.ReadScopes;
import java.util.List;
import java.util.Set;

/**
 * The rights of tokens that have a role.
 *
 * @param name as in the claim; {@code *} for every token of the issuer
 * @param kinds of events that it may post; all if empty
 * @param reads what it may read, as far as no claim is needed to know it
 * @param readsOfClaims what it may read besides
 */
record Role(String name, Set<Permission> may, Set<String> kinds, ReadScopes reads, List<ClaimScope> readsOfClaims) {
    /** The name of the role that every token has. */
    static final String EVERY = "*";

    /**
     * A scope with an id from a claim, such as <code>user:{user_id}</code>.
     *
     * @param subject such as {@code user}
     * @param claim a path with dots
     */
    record ClaimScope(String subject, String claim) {}

    Role {
        may = Set.copyOf(may);
        kinds = Set.copyOf(kinds);
        readsOfClaims = List.copyOf(readsOfClaims);
    }
}
