package dev.millrace.torture.blackbox;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The actions on one identity, in the order of its only sender: each begins after the previous one was answered. Thread-safe.
 *
 * @param <T> the value of the identity: a view, or the value of a reading
 */
final class History<T> {
    private final List<Action<T>> actions = new ArrayList<>();
    private final List<Echo<T>> echoes = new ArrayList<>();

    /**
     * A repeated post of a replaced value, which may count nevertheless.
     *
     * @param before how many actions preceded it
     * @param isLasting whether it may count for ever, or until all is stored
     */
    private record Echo<T>(Action<T> action, int before, boolean isLasting) {}

    /** Notes an action that is about to be sent. */
    synchronized Action<T> begin(Optional<T> outcome, boolean isPost) {
        // The time is taken under the lock: a report that was answered later than this finds the action.
        Action<T> action = new Action<>(outcome, isPost, System.nanoTime());
        actions.add(action);
        return action;
    }

    /**
     * Notes a repeated post of a replaced value that may count because of a documented limit, until a later edit.
     *
     * @param isLasting whether it may count for ever, or until the nodes have stored their backlogs
     */
    synchronized void echo(T value, boolean isLasting) {
        echoes.add(new Echo<>(new Action<>(Optional.of(value), true, System.nanoTime()), actions.size(), isLasting));
    }

    /** Notes that an action was answered as stored. */
    synchronized void stored(Action<T> action) {
        action.storedAt(System.nanoTime());
    }

    /** Notes that everything is stored: all nodes run and nothing waits in them. */
    synchronized void settle() {
        long now = System.nanoTime();
        actions.forEach(action -> action.storedAt(now));
        echoes.removeIf(echo -> !echo.isLasting());
    }

    /** Returns the values that a report may show which was asked and answered at these times. */
    synchronized Possible<T> between(long asked, long answered) {
        Set<T> values = new LinkedHashSet<>();
        boolean orNothing = true;
        for (Action<T> action : actions) {
            if (!action.hasBegunBy(answered)) {
                break;
            }
            if (action.wasStoredBy(asked)) {
                values.clear();
                orNothing = false;
            }
            action.outcome().ifPresent(values::add);
            orNothing |= action.outcome().isEmpty();
        }
        List<T> besides = echoes.stream()
                .filter(echo -> echo.action().hasBegunBy(answered) && !isOverruled(echo, asked))
                .map(echo -> echo.action().outcome().orElseThrow())
                .toList();
        return new Possible<>(List.copyOf(values), orNothing, besides);
    }

    private boolean isOverruled(Echo<T> echo, long asked) {
        return actions.subList(echo.before(), actions.size()).stream()
                .anyMatch(action -> !action.isPost() && action.wasStoredBy(asked));
    }

    /** Describes, for findings, the last actions that had begun at a time. */
    synchronized String tell(long time) {
        List<Action<T>> begun =
                actions.stream().filter(action -> action.hasBegunBy(time)).toList();
        String last = begun.subList(Math.max(0, begun.size() - 6), begun.size()).stream()
                .map(action -> action.tell(time))
                .collect(Collectors.joining("; "));
        return begun.size() > 6 ? "... " + last : last;
    }

    /** Returns true if an action took place between the times. */
    synchronized boolean isTouchedBetween(long from, long to) {
        return actions.stream()
                .anyMatch(action -> action.hasBegunBy(to) && (!action.hasBegunBy(from) || !action.wasStoredBy(from)));
    }
}
