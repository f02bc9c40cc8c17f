package dev.millrace.torture.blackbox;

import java.util.Optional;

/** A {@code request_id}, as its only sender knows it. */
final class Identity {
    private final long id;
    private final History<View> history;
    private View posted;
    private Optional<View> present;
    private boolean isEdited;
    private boolean isPostSafe;
    private boolean isPostStored;
    private boolean isEditStored;
    private boolean isLastInMemory;

    Identity(long id, History<View> history, View posted) {
        this.id = id;
        this.history = history;
        this.posted = posted;
        this.present = Optional.of(posted);
    }

    long id() {
        return id;
    }

    History<View> history() {
        return history;
    }

    /** The view as it was posted last. */
    View posted() {
        return posted;
    }

    /** The view as it is, if all that was sent holds. */
    Optional<View> present() {
        return present;
    }

    boolean isEdited() {
        return isEdited;
    }

    /** Returns true if the view was known to be on disk before it was edited. */
    boolean isPostSafe() {
        return isPostSafe;
    }

    /** Returns true if the view was known to be stored before it was edited. */
    boolean isPostStored() {
        return isPostStored;
    }

    /** Returns true if the last update or deletion was known to be stored. */
    boolean isEditStored() {
        return isEditStored;
    }

    /** Returns true if the last action may be lost by a kill. */
    boolean isLastInMemory() {
        return isLastInMemory;
    }

    /** Notes that the view is about to be posted. */
    Action<View> beginPost(View view) {
        posted = view;
        present = Optional.of(view);
        return history.begin(present, true);
    }

    /** Notes that the view is about to be replaced, or deleted. */
    Action<View> beginEdit(Optional<View> view) {
        isEdited = true;
        present = view;
        return history.begin(view, false);
    }

    /** Notes what was answered. */
    void answered(Action<View> action, Reply reply) {
        if (reply.isStored()) {
            history.stored(action);
        }
        isLastInMemory = reply.isInMemory();
        if (!action.isPost()) {
            isEditStored = reply.isStored();
        } else if (!isEdited) {
            isPostSafe |= !reply.isInMemory();
            isPostStored |= reply.isStored();
        }
    }
}
