package dev.millrace.torture.blackbox;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What was done with one identity, in the order in which its one sender did it: each action begins after the one before was answered.
 * Thread-safe.
 *
 * @param <T> what the identity has: a view, or the value of a reading
 */
final class History<T> {
    private final List<Action<T>> actions = new ArrayList<>();
    private final List<Action<T>> echoes = new ArrayList<>();

    /** Notes an action that is about to be sent. */
    synchronized Action<T> begin(Optional<T> outcome, boolean isPost) {
        // The time is taken under the lock: a report that was answered later than this finds the action.
        Action<T> action = new Action<>(outcome, isPost, System.nanoTime());
        actions.add(action);
        return action;
    }

    /**
     * Notes a repeated post of what was replaced, while the first post may still wait in the buffer of another node. It is a declared
     * limit that it counts until that one is stored.
     */
    synchronized void echo(T value) {
        echoes.add(new Action<>(Optional.of(value), true, System.nanoTime()));
    }

    /** Notes that an action was answered as stored. */
    synchronized void stored(Action<T> action) {
        action.storedAt(System.nanoTime());
    }

    /** Notes that everything is stored: all nodes run and nothing waits in them. */
    synchronized void settle() {
        long now = System.nanoTime();
        actions.forEach(action -> action.storedAt(now));
        echoes.clear();
    }

    /** What a report may find that was asked and answered at these times. */
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
                .filter(echo -> echo.hasBegunBy(answered))
                .map(echo -> echo.outcome().orElseThrow())
                .toList();
        return new Possible<>(List.copyOf(values), orNothing, besides);
    }

    /** For findings: the last actions that had begun at a time. */
    synchronized String tell(long time) {
        List<Action<T>> begun =
                actions.stream().filter(action -> action.hasBegunBy(time)).toList();
        String last = begun.subList(Math.max(0, begun.size() - 6), begun.size()).stream()
                .map(action -> action.tell(time))
                .collect(Collectors.joining("; "));
        return begun.size() > 6 ? "... " + last : last;
    }

    /** Whether anything was done with it in the time before. */
    synchronized boolean isTouchedBetween(long from, long to) {
        return actions.stream()
                .anyMatch(action -> action.hasBegunBy(to) && (!action.hasBegunBy(from) || !action.wasStoredBy(from)));
    }
}
