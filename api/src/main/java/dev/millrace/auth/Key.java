package dev.millrace.auth;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The properties of a key, without its secret.
 *
 * @param name identifies the key in metrics and answers
 * @param origins if there are any, only pages of these origins may use it
 * @param quota how much it may send, null if unlimited
 */
public record Key(
        String name,
        Set<Permission> may,
        Set<String> origins,
        @Nullable Quota quota) {
    public Key {
        may = Set.copyOf(may);
        origins = Set.copyOf(origins);
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
}
