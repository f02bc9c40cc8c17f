package dev.millrace.auth;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Parses what a key, or a role of tokens, may do. */
public final class RightsFields {
    private RightsFields() {}

    /**
     * Names the rights of a sender.
     *
     * @param kinds of events that it may post; all if empty
     */
    public record Rights(Set<Permission> may, Set<String> kinds, ReadScopes reads) {}

    /**
     * Reads {@code may}, {@code kinds} and {@code reads}.
     *
     * @param scopes those of {@code reads} that are to be parsed here
     * @throws IllegalArgumentException if one is wrong
     */
    public static Rights parse(EntryFields fields, EventKinds events, List<?> scopes) {
        Set<Permission> may = permissions(fields);
        return new Rights(may, kinds(fields, may, events), reads(fields, may, events, scopes));
    }

    private static Set<Permission> permissions(EntryFields fields) {
        Set<Permission> may = new HashSet<>();
        for (Object name : fields.list("may")) {
            may.add(Permission.ofWireName(String.valueOf(name)).orElseThrow(() -> wrongPermission(fields)));
        }
        if (may.isEmpty()) {
            throw wrongPermission(fields);
        }
        return may;
    }

    private static IllegalArgumentException wrongPermission(EntryFields fields) {
        return fields.wrong("may must be a list of write, read or admin");
    }

    private static Set<String> kinds(EntryFields fields, Set<Permission> may, EventKinds events) {
        String expected = "a list of "
                + String.join(", ", events.names().stream().sorted().toList());
        List<String> kinds = fields.texts("kinds", expected);
        if (!events.names().containsAll(kinds)) {
            throw fields.wrong("kinds must be " + expected);
        }
        if (!kinds.isEmpty() && !may.contains(Permission.WRITE)) {
            throw fields.wrong("kinds needs \"write\" in may");
        }
        return Set.copyOf(kinds);
    }

    private static ReadScopes reads(EntryFields fields, Set<Permission> may, EventKinds events, List<?> scopes) {
        if (!fields.has("reads")) {
            return may.contains(Permission.READ) ? ReadScopes.EVERYTHING : ReadScopes.NOTHING;
        }
        if (!may.contains(Permission.READ)) {
            throw fields.wrong("reads needs \"read\" in may");
        }
        if (fields.list("reads").isEmpty()) {
            throw fields.wrong("reads must not be empty: leave it out for everything");
        }
        try {
            return ReadScopes.parse(scopes, events.subjects());
        } catch (IllegalArgumentException e) {
            throw fields.wrong(String.valueOf(e.getMessage()));
        }
    }
}
