package dev.millrace.torture.blackbox;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Groups the views of one id by the place where they are stored: views in one place change at the same moment, those in two places one
 * after the other.
 */
final class Places {
    private record Place(long day, long user) {}

    private final boolean areUsersApart;
    private final Map<Place, List<View>> views = new LinkedHashMap<>();

    /**
     * Begins.
     *
     * @param areUsersApart whether two users may be in different shards
     */
    Places(boolean areUsersApart) {
        this.areUsersApart = areUsersApart;
    }

    void add(View view) {
        Place place = new Place(view.day(), areUsersApart ? view.user() : 0);
        views.computeIfAbsent(place, _ -> new ArrayList<>()).add(view);
    }

    Collection<List<View>> all() {
        return views.values();
    }
}
