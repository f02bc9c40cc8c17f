package dev.millrace.torture.check;

import dev.millrace.processes.SqlUser;
import dev.millrace.torture.journal.View;
import dev.millrace.torture.load.Ids;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The rows of a round, deduplicated.
 *
 * @param byId usually one for each id
 */
record StoredViews(Map<Long, List<View>> byId) {
    private static final String ROWS = """
            SELECT request_id, user_id, toUnixTimestamp64Milli(created_at), page_url
            FROM millrace.traffic FINAL
            WHERE user_id BETWEEN ${first} AND ${last}
            """;

    static StoredViews read(SqlUser admin, Ids ids) throws IOException, InterruptedException {
        String query = ROWS.replace("${first}", Long.toString(ids.firstUser()))
                .replace("${last}", Long.toString(ids.lastUser()));
        return new StoredViews(admin.execute(query).rows().stream()
                .map(row -> new View(Long.parseLong(row[0]), Long.parseLong(row[1]), Long.parseLong(row[2]), row[3]))
                .collect(Collectors.groupingBy(View::requestId)));
    }

    List<View> all() {
        return byId.values().stream().flatMap(List::stream).toList();
    }

    List<View> of(long id) {
        return byId.getOrDefault(id, List.of());
    }

    /** What differs from it, for a message; empty if nothing does. */
    String changesTo(StoredViews later) {
        Map<Long, List<View>> changed = new HashMap<>();
        byId.forEach((id, views) -> {
            if (!views.equals(later.of(id))) {
                changed.put(id, views);
            }
        });
        later.byId.keySet().stream().filter(id -> !byId.containsKey(id)).forEach(id -> changed.put(id, List.of()));
        return changed.entrySet().stream()
                .limit(5)
                .map(before -> "%s became %s".formatted(before.getValue(), later.of(before.getKey())))
                .collect(Collectors.joining(", "));
    }
}
