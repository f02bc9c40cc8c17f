package dev.millrace.auth;

import io.netty.handler.codec.http.QueryStringDecoder;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** All kinds of events: the names that keys may use, and what a request posts or reads. Immutable. */
@Singleton
public final class EventKinds {
    private static final String METRICS_PATH = "/prometheus";

    private final List<EventKind> kinds;
    private final Set<String> names = new TreeSet<>();
    private final Set<String> subjects = new TreeSet<>();

    /** @param kinds those of all features */
    public EventKinds(Collection<EventKind> kinds) {
        this.kinds = List.copyOf(kinds);
        for (EventKind kind : kinds) {
            names.add(kind.name());
            kind.reads().stream()
                    .map(ReadRoute::subject)
                    .filter(subject -> subject != null)
                    .forEach(subjects::add);
        }
    }

    /** Returns the names of all kinds. */
    Set<String> names() {
        return Set.copyOf(names);
    }

    /** Returns what scopes for reading can name: such as {@code user}. */
    Set<String> subjects() {
        return Set.copyOf(subjects);
    }

    /** Returns true if scopes for reading can name that subject. */
    public boolean hasSubject(String subject) {
        return subjects.contains(subject);
    }

    /**
     * Returns the name of the kind of events that are posted to a path; null if of none.
     *
     * @param target path and query, with nothing encoded that needs not be
     */
    public @Nullable String posted(String target) {
        String path = path(target);
        for (EventKind kind : kinds) {
            String prefix = kind.postsUnder();
            if (path.startsWith(prefix) && (path.length() == prefix.length() || path.charAt(prefix.length()) == '/')) {
                return kind.name();
            }
        }
        return null;
    }

    /**
     * Returns the scope that a key lacks for a reading request; null if it lacks none.
     *
     * @param target path and query, with nothing encoded that needs not be
     */
    public @Nullable String missing(ReadScopes scopes, String target) {
        return scopes.missing(target(target));
    }

    /** Finds out what a request reads, as the framework will decode it. */
    ReadTarget target(String target) {
        String path = path(target);
        if (path.equals(METRICS_PATH)) {
            return ReadTarget.METRICS;
        }
        String[] parts = path.split("/", -1);
        ReadRoute best = null;
        String variable = null;
        for (EventKind kind : kinds) {
            for (ReadRoute route : kind.reads()) {
                String[] wanted = route.path().split("/", -1);
                Set<String> variables = new HashSet<>();
                if (!matches(wanted, parts, variables)) {
                    continue;
                }
                // As in the router, a path without a variable part goes before one with.
                if (best == null || variables.isEmpty()) {
                    best = route;
                    variable = variables.isEmpty() ? null : variables.iterator().next();
                }
            }
        }
        return best == null ? ReadTarget.UNKNOWN : target(best, variable, target);
    }

    private static ReadTarget target(ReadRoute route, @Nullable String variable, String target) {
        ReadTarget.What what = route.isReport() ? ReadTarget.What.REPORTS : ReadTarget.What.OTHER;
        List<String> ids = List.of();
        if (route.parameter() != null) {
            Map<String, List<String>> parameters =
                    new QueryStringDecoder(target, StandardCharsets.UTF_8, true, Integer.MAX_VALUE, true).parameters();
            ids = parameters.getOrDefault(route.parameter(), List.of());
        } else if (route.subject() != null && variable != null) {
            ids = List.of(QueryStringDecoder.decodeComponent(variable, StandardCharsets.UTF_8));
        }
        return new ReadTarget(what, route.subject(), ids);
    }

    private static boolean matches(String[] wanted, String[] parts, Set<String> variables) {
        if (wanted.length != parts.length) {
            return false;
        }
        for (int i = 0; i < wanted.length; i++) {
            if (wanted[i].equals(ReadRoute.VARIABLE) && !parts[i].isEmpty()) {
                variables.add(parts[i]);
            } else if (!wanted[i].equals(parts[i])) {
                return false;
            }
        }
        return true;
    }

    private static String path(String target) {
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }
}
