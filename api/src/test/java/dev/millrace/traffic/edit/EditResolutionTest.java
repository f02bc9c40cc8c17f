package dev.millrace.traffic.edit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.traffic.table.ViewRow;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EditResolutionTest {
    private static final long ID = 7;

    /** What happens to one id, in the order of versions. */
    enum Kind {
        POST,
        PUT,
        DELETE
    }

    @Test
    void aRepeatOfAReplacedViewLosesToItsTombstoneWhateverItsVersion() {
        ViewRow tombstone = ViewRow.tombstone(view(1, 10, false).key(), 11);
        assertThat(Long.compareUnsigned(
                        tombstone.version(), view(1, Long.MAX_VALUE, false).version()))
                .isPositive();
    }

    @Test
    void aViewWithAHigherVersionThatWasUnknownIsAnotherEvent() {
        ViewRow edit = view(2, 10, false);
        assertThat(EditResolution.of(edit, List.of(), List.of(view(3, 20, false)), stored(edit.settled())))
                .isEmpty();
    }

    @Test
    void aViewThatIsStoredAfterItsEditGetsATombstone() {
        ViewRow edit = view(2, 10, false);
        assertThat(EditResolution.of(edit, List.of(), List.of(view(1, 5, false)), stored(edit.settled())))
                .containsExactly(ViewRow.tombstone(view(1, 5, false).key(), 10));
    }

    @Test
    void aCreateThatWaitedHidesItsRepeatThatWasTakenForAnotherEvent() {
        ViewRow edit = view(2, 10, false);
        ViewRow repeat = view(1, 20, false);
        assertThat(EditResolution.of(edit, List.of(), List.of(view(1, 5, false)), stored(edit.settled(), repeat)))
                .containsExactly(ViewRow.tombstone(repeat.key(), 10));
    }

    @Test
    void aViewIsNotHiddenBeforeTheOneThatTakesItsPlaceIsThere() {
        ViewRow edit = view(2, 10, false);
        ViewRow before = view(1, 5, false);
        assertThat(EditResolution.of(edit, List.of(), List.of(), stored(before)))
                .containsExactly(edit.settled(), ViewRow.tombstone(before.key(), 10));
    }

    @Test
    void settlingAgainAddsNothingNew() {
        ViewRow edit = view(2, 10, false);
        Collection<StoredView> stored =
                stored(edit.settled(), ViewRow.tombstone(view(1, 5, false).key(), 10));
        assertThat(EditResolution.of(edit, List.of(edit), List.of(view(1, 5, false)), stored))
                .containsExactly(edit.settled());
    }

    /** Each node has a buffer of its own, so anything may be stored in any order, and more than once. */
    @Property(tries = 2000)
    void theOrderInWhichThingsAreStoredDoesNotMatter(
            @ForAll @Size(min = 1, max = 10) List<Kind> kinds, @ForAll Random random) {
        List<ViewRow> posts = new ArrayList<>();
        List<ViewRow> edits = new ArrayList<>();
        Map<ViewRow.Key, ViewRow> live = new HashMap<>();
        Set<ViewRow.Key> replaced = new HashSet<>();
        for (int i = 0; i < kinds.size(); i++) {
            ViewRow row = view(random.nextInt(4), 10L + i, kinds.get(i) == Kind.DELETE);
            if (kinds.get(i) == Kind.POST) {
                posts.add(row);
            } else {
                replaced.addAll(live.keySet());
                live.clear();
                edits.add(row);
            }
            if (kinds.get(i) == Kind.PUT || (kinds.get(i) == Kind.POST && !replaced.contains(row.key()))) {
                live.put(row.key(), row);
            }
            if (kinds.get(i) == Kind.PUT) {
                replaced.add(row.key());
            }
        }
        assertThat(storedInChunks(posts, edits, random)).isEqualTo(new HashSet<>(live.values()));
    }

    private static Set<ViewRow> storedInChunks(List<ViewRow> posts, List<ViewRow> edits, Random random) {
        List<ViewRow> arrivals = new ArrayList<>(posts);
        arrivals.addAll(edits);
        arrivals.addAll(edits.subList(0, random.nextInt(edits.size() + 1)));
        Collections.shuffle(arrivals, random);
        List<ViewRow> table = new ArrayList<>();
        ViewRow highest = null;
        while (!arrivals.isEmpty()) {
            List<ViewRow> chunk = arrivals.subList(0, 1 + random.nextInt(arrivals.size()));
            List<ViewRow> newEdits = chunk.stream().filter(edits::contains).toList();
            List<ViewRow> views = chunk.stream().filter(posts::contains).toList();
            highest = highest(highest, newEdits);
            List<ViewRow> before = List.copyOf(table);
            table.addAll(views);
            if (highest != null) {
                table.addAll(EditResolution.of(highest, newEdits, views, stored(before.toArray(ViewRow[]::new))));
            }
            chunk.clear();
        }
        return stored(table.toArray(ViewRow[]::new)).stream()
                .map(StoredView::row)
                .filter(row -> !row.isDeleted())
                .map(row -> row.withVersion(row.acceptedVersion()))
                .collect(Collectors.toSet());
    }

    /** What a look-up finds when these rows are stored and nothing is merged yet. */
    private static Collection<StoredView> stored(ViewRow... rows) {
        Map<ViewRow.Key, StoredView> views = new HashMap<>();
        for (ViewRow row : rows) {
            views.merge(
                    row.key(),
                    new StoredView(row, row.acceptedVersion()),
                    (one, other) -> new StoredView(
                            Long.compareUnsigned(
                                                    one.row().version(),
                                                    other.row().version())
                                            > 0
                                    ? one.row()
                                    : other.row(),
                            Math.min(one.firstVersion(), other.firstVersion())));
        }
        return views.values();
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
