package dev.millrace.traffic.edit;

import dev.millrace.traffic.table.ViewRow;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Decides which rows an edit leaves of the views of its id:
 *
 * <ul>
 *   <li>An edit replaces every view of its id that has a lower version, whatever user and time that has, and in whatever order they are
 *       stored.
 *   <li>Of two edits the higher version holds.
 *   <li>A view that was replaced does not come back when it is posted again: its tombstone is settled, and so above every posted version.
 *   <li>A view that was unknown before the edit, posted after it with another user or time, is another event.
 * </ul>
 *
 * <p>Settling only adds rows, which hide others that may still be stored. It is idempotent.
 */
final class EditResolution {
    private final ViewRow edit;

    private EditResolution(ViewRow edit) {
        this.edit = edit;
    }

    /**
     * Finds the rows that have to be stored besides the incoming views.
     *
     * @param edit the highest edit of the id
     * @param newEdits incoming edits of the id, perhaps {@code edit} among them
     * @param incoming incoming views of the id
     * @param stored the views of the id that are stored, tombstones too
     * @return the view of {@code edit}, if that is a PUT, when it is incoming or another node has not stored it yet; and tombstones
     */
    static List<ViewRow> of(
            ViewRow edit, Collection<ViewRow> newEdits, Collection<ViewRow> incoming, Collection<StoredView> stored) {
        EditResolution settlement = new EditResolution(edit);
        Set<ViewRow.Key> replaced = settlement.replaced(newEdits, incoming, stored);
        List<ViewRow> rows = new ArrayList<>();
        if (!edit.isDeleted() && (newEdits.contains(edit) || (!replaced.isEmpty() && !settlement.isIn(stored)))) {
            rows.add(edit.settled());
        }
        for (ViewRow.Key key : replaced) {
            rows.add(ViewRow.tombstone(key, edit.version()));
        }
        return rows;
    }

    /** Returns true if the view of the edit is stored, or the row that a later edit left of it. */
    private boolean isIn(Collection<StoredView> stored) {
        long version = edit.settled().version();
        return stored.stream()
                .map(StoredView::row)
                .anyMatch(row -> row.key().equals(edit.key()) && Long.compareUnsigned(row.version(), version) >= 0);
    }

    /** Returns the keys of views that were known before the edit and have no valid settled row yet. */
    private Set<ViewRow.Key> replaced(
            Collection<ViewRow> newEdits, Collection<ViewRow> incoming, Collection<StoredView> stored) {
        Set<ViewRow.Key> replaced = new HashSet<>();
        for (ViewRow newEdit : newEdits) {
            if (!newEdit.isDeleted()) {
                replaced.add(newEdit.key());
            }
        }
        for (ViewRow view : incoming) {
            if (!isLater(view.acceptedVersion())) {
                replaced.add(view.key());
            }
        }
        for (StoredView view : stored) {
            ViewRow row = view.row();
            if (row.isSettled() && (row.isDeleted() || isLater(row.acceptedVersion()))) {
                replaced.remove(row.key());
            } else if (!isLater(view.firstVersion())) {
                replaced.add(row.key());
            }
        }
        if (!edit.isDeleted()) {
            replaced.remove(edit.key());
        }
        return replaced;
    }

    private boolean isLater(long acceptedVersion) {
        return Long.compareUnsigned(acceptedVersion, edit.version()) > 0;
    }
}
