package dev.millrace.traffic.edit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.traffic.table.ViewRow;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SettlementTest {
    private static final long ID = 7;

    /** What happens to one id, in the order of versions. */
    enum Kind {
        POST,
        PUT,
        DELETE
    }

    @Test
    void aViewWithAHigherVersionThatWasKnownBeforeTheEditIsDropped() {
        ViewRow edit = view(2, 10, false);
        assertThat(Settlement.of(edit, List.of(), List.of(view(1, 20, false)), List.of(view(1, 10, true))))
                .isEmpty();
    }

    @Test
    void aViewWithAHigherVersionThatNobodyKnewIsAnotherEvent() {
        ViewRow edit = view(2, 10, false);
        ViewRow another = view(3, 20, false);
        assertThat(Settlement.of(edit, List.of(), List.of(another), List.of(view(1, 10, true))))
                .containsExactly(another);
    }

    @Test
    void aViewThatIsStoredAfterItsEditLeavesATombstone() {
        ViewRow edit = view(2, 10, false);
        assertThat(Settlement.of(edit, List.of(), List.of(view(1, 5, false)), List.of(edit)))
                .containsExactly(view(1, 10, true));
    }

    @Test
    void settlingAgainChangesNothing() {
        ViewRow edit = view(2, 10, false);
        List<ViewRow> stored = List.of(edit, view(1, 10, true));
        assertThat(Settlement.of(edit, List.of(edit), List.of(view(1, 5, false)), stored))
                .containsExactly(edit);
    }

    /** Each node has a buffer of its own, so anything may be stored in any order, and more than once. */
    @Property(tries = 2000)
    void theOrderInWhichThingsAreStoredDoesNotMatter(
            @ForAll @Size(min = 1, max = 8) List<Kind> kinds, @ForAll Random random) {
        List<ViewRow> posts = new ArrayList<>();
        List<ViewRow> edits = new ArrayList<>();
        Set<ViewRow> live = new HashSet<>();
        for (int i = 0; i < kinds.size(); i++) {
            ViewRow row = view(i, 10L + i, kinds.get(i) == Kind.DELETE);
            if (kinds.get(i) != Kind.POST) {
                live.clear();
                edits.add(row);
            } else {
                posts.add(row);
            }
            if (kinds.get(i) != Kind.DELETE) {
                live.add(row);
            }
        }
        assertThat(storedInChunks(posts, edits, random)).isEqualTo(live);
    }

    private static Set<ViewRow> storedInChunks(List<ViewRow> posts, List<ViewRow> edits, Random random) {
        List<ViewRow> arrivals = new ArrayList<>(posts);
        arrivals.addAll(edits);
        arrivals.addAll(edits.subList(0, random.nextInt(edits.size() + 1)));
        Collections.shuffle(arrivals, random);
        Map<ViewRow.Key, ViewRow> table = new HashMap<>();
        ViewRow highest = null;
        while (!arrivals.isEmpty()) {
            List<ViewRow> chunk = arrivals.subList(0, 1 + random.nextInt(arrivals.size()));
            List<ViewRow> newEdits = chunk.stream().filter(edits::contains).toList();
            List<ViewRow> views = chunk.stream().filter(posts::contains).toList();
            highest = highest(highest, newEdits);
            List<ViewRow> stored = highest == null ? views : Settlement.of(highest, newEdits, views, table.values());
            for (ViewRow row : stored) {
                table.merge(row.key(), row, (old, now) -> old.version() > now.version() ? old : now);
            }
            chunk.clear();
        }
        Set<ViewRow> live = new HashSet<>(table.values());
        live.removeIf(ViewRow::isDeleted);
        return live;
    }

    private static @Nullable ViewRow highest(@Nullable ViewRow before, List<ViewRow> newEdits) {
        ViewRow highest = before;
        for (ViewRow edit : newEdits) {
            if (highest == null || edit.version() > highest.version()) {
                highest = edit;
            }
        }
        return highest;
    }

    /** All of one id; the user tells them apart. */
    private static ViewRow view(int user, long version, boolean isDeleted) {
        return new ViewRow(ID, user, 0, "", version, isDeleted);
    }
}
