package dev.millrace.traffic.edit;

import dev.millrace.traffic.table.ViewRow;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Settles what becomes of the views of one id that was edited:
 *
 * <ul>
 *   <li>An edit replaces every view of its id that has a lower version, whatever user and time that has, and in whatever order they
 *       are stored.
 *   <li>Of two edits the higher version holds.
 *   <li>A view that was replaced does not come back when it is posted again: its tombstone is what it is known by.
 *   <li>A view that nobody knew before the edit, posted after it with another user or time, is another event.
 * </ul>
 *
 * <p>Settling again what was settled changes nothing.
 */
final class Settlement {
    private final ViewRow edit;
    private final Map<ViewRow.Key, ViewRow> stored;

    /** Views that are known from before the edit only because they come in now. */
    private final Map<ViewRow.Key, ViewRow> replacedBeforeStored = new HashMap<>();

    private final List<ViewRow> result = new ArrayList<>();

    private Settlement(ViewRow edit, Map<ViewRow.Key, ViewRow> stored) {
        this.edit = edit;
        this.stored = stored;
    }

    /**
     * What has to be stored.
     *
     * @param edit the highest edit of the id
     * @param newEdits edits of the id that come in now, perhaps {@code edit} among them
     * @param incoming views of the id that come in now
     * @param stored the highest version of each view of the id that is stored, tombstones too
     */
    static List<ViewRow> of(
            ViewRow edit, Collection<ViewRow> newEdits, Collection<ViewRow> incoming, Collection<ViewRow> stored) {
        Map<ViewRow.Key, ViewRow> byKey = new HashMap<>();
        stored.forEach(row -> byKey.put(row.key(), row));
        Settlement settlement = new Settlement(edit, byKey);
        settlement.replace(newEdits, incoming);
        settlement.keep(incoming);
        return settlement.result;
    }

    private void replace(Collection<ViewRow> newEdits, Collection<ViewRow> incoming) {
        for (ViewRow view : incoming) {
            if (!isLater(view)) {
                replacedBeforeStored.put(view.key(), view);
            }
        }
        for (ViewRow newEdit : newEdits) {
            if (newEdit.version() == edit.version()) {
                addUnlessDelete(newEdit);
            } else if (!newEdit.isDeleted()) {
                replacedBeforeStored.put(newEdit.key(), newEdit);
            }
        }
        for (ViewRow.Key key : replacedBeforeStored.keySet()) {
            if (!stored.containsKey(key)) {
                hide(key);
            }
        }
        for (ViewRow row : stored.values()) {
            if (!row.isDeleted() && !isLater(row)) {
                hide(row.key());
            }
        }
    }

    private void addUnlessDelete(ViewRow newEdit) {
        if (!newEdit.isDeleted()) {
            result.add(newEdit);
        }
    }

    /** The row of the edit itself hides what has its key. */
    private void hide(ViewRow.Key key) {
        if (!isOfEdit(key)) {
            result.add(ViewRow.tombstone(key, edit.version()));
        }
    }

    private void keep(Collection<ViewRow> incoming) {
        for (ViewRow view : incoming) {
            if (isLater(view) && !wasKnown(view.key())) {
                result.add(view);
            }
        }
    }

    private boolean wasKnown(ViewRow.Key key) {
        ViewRow row = stored.get(key);
        return isOfEdit(key) || replacedBeforeStored.containsKey(key) || (row != null && !isLater(row));
    }

    private boolean isOfEdit(ViewRow.Key key) {
        return !edit.isDeleted() && key.equals(edit.key());
    }

    private boolean isLater(ViewRow view) {
        return Long.compareUnsigned(view.version(), edit.version()) > 0;
    }
}
