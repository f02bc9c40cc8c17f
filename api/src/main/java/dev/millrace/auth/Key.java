package dev.millrace.auth;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rights of a sender: of a key, without its secret, or of a token.
 *
 * @param name identifies the key, or the issuer of the token, in metrics and answers
 * @param sender identifies who shares budgets and turns: of a key its name, of a token its person or program
 * @param origins if there are any, the key is public: only pages of these origins may use it
 * @param kinds which events it may post, by name; all if empty
 * @param quota how much it may send, null if unlimited
 */
public record Key(
        String name,
        String sender,
        Set<Permission> may,
        Set<String> origins,
        Set<String> kinds,
        ReadScopes reads,
        @Nullable Quota quota) {
    public Key {
        may = Set.copyOf(may);
        origins = Set.copyOf(origins);
        kinds = Set.copyOf(kinds);
    }

    /** Returns true if everybody who sees a page knows the key, so that it may stand in a URL. */
    public boolean isPublic() {
        return !origins.isEmpty();
    }

    /**
     * Returns false for a page of a wrong origin, and for a request without an origin if the key has origins: browsers always name the
     * origin of a POST.
     *
     * @param origin the header, null if there is none
     */
    public boolean mayComeFrom(@Nullable String origin) {
        return origins.isEmpty() || (origin != null && origins.contains(origin));
    }

    /** Returns the same key with another quota. */
    Key with(@Nullable Quota other) {
        return new Key(name, sender, may, origins, kinds, reads, other);
    }
}
