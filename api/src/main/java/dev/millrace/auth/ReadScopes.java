package dev.millrace.auth;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The part of all reports and events that a key may read. A scope is {@code everything}, {@code reports} (no single event), {@code metrics},
 * or a subject with an id, such as {@code user:42}; an id may end with {@code *}. A request needs one scope that covers it; one about several
 * subjects needs one for each. Immutable.
 */
public final class ReadScopes {
    /** Permits every reading request. */
    public static final ReadScopes EVERYTHING = new ReadScopes(Set.of("everything"));

    /** Permits none. */
    public static final ReadScopes NOTHING = new ReadScopes(Set.of());

    private static final String ALL = "everything";
    private static final String REPORTS = "reports";
    private static final String METRICS = "metrics";
    private static final char ANY = '*';

    private final Set<String> scopes;

    /** The subjects and beginnings of ids that stood before a {@code *}. */
    private final List<String> beginnings = new ArrayList<>();

    private final Set<String> exact = new HashSet<>();

    private ReadScopes(Set<String> scopes) {
        this.scopes = Set.copyOf(scopes);
        for (String scope : scopes) {
            if (scope.charAt(scope.length() - 1) == ANY) {
                beginnings.add(scope.substring(0, scope.length() - 1));
            } else {
                exact.add(scope);
            }
        }
    }

    /**
     * Parses scopes.
     *
     * @param subjects those that there are
     * @throws IllegalArgumentException with the rest of a sentence if one is wrong; it quotes none
     */
    static ReadScopes parse(Collection<?> texts, Set<String> subjects) {
        Set<String> scopes = new TreeSet<>();
        for (Object text : texts) {
            if (!(text instanceof String scope) || !isValid(scope, subjects)) {
                throw new IllegalArgumentException(
                        "reads must be a list of everything, reports, metrics, or %s with an id, such as user:42 or sensor:F1/*"
                                .formatted(String.join(
                                        ", ", subjects.stream().sorted().toList())));
            }
            scopes.add(scope);
        }
        return scopes.contains(ALL) ? EVERYTHING : new ReadScopes(scopes);
    }

    private static boolean isValid(String scope, Set<String> subjects) {
        int colon = scope.indexOf(':');
        return colon < 0
                ? Set.of(ALL, REPORTS, METRICS).contains(scope)
                : subjects.contains(scope.substring(0, colon)) && colon < scope.length() - 1;
    }

    /** Returns these and others together. */
    public ReadScopes and(ReadScopes others) {
        Set<String> all = new HashSet<>(scopes);
        all.addAll(others.scopes);
        return all.contains(ALL) ? EVERYTHING : new ReadScopes(all);
    }

    /** Returns these and one subject, whatever characters its id has. */
    public ReadScopes and(String subject, String id) {
        // An id that ends like a pattern would permit more than itself.
        return id.isEmpty() || id.charAt(id.length() - 1) == ANY
                ? this
                : and(new ReadScopes(Set.of(subject + ":" + id)));
    }

    /** Returns true if nothing has to be compared. */
    public boolean isEverything() {
        return this == EVERYTHING;
    }

    /** Returns the first scope that a request needs and that is none of these; null if there is none. */
    @Nullable
    String missing(ReadTarget target) {
        if (isEverything()) {
            return null;
        }
        String general = switch (target.what()) {
            case REPORTS -> REPORTS;
            case METRICS -> METRICS;
            case OTHER -> ALL;
        };
        if (scopes.contains(general)) {
            return null;
        }
        if (target.subject() == null || target.ids().isEmpty()) {
            return general;
        }
        for (String id : target.ids()) {
            String needed = target.subject() + ":" + id;
            if (!exact.contains(needed) && beginnings.stream().noneMatch(needed::startsWith)) {
                return needed;
            }
        }
        return null;
    }

    @Override
    public String toString() {
        return scopes.toString();
    }
}
