package dev.millrace.oracle;

import java.io.IOException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The raw views, and which of them updates have moved. */
final class ViewFacts implements ReportsUnderWay.Facts<Model.Key, String> {
    private final Databases databases;
    private final Set<Model.Key> put = new HashSet<>();

    ViewFacts(Databases databases) {
        this.databases = databases;
    }

    /** An update has made this view, or will. */
    void put(Model.Key key) {
        put.add(key);
    }

    @Override
    public Map<Model.Key, String> read() throws IOException, InterruptedException {
        return RawViews.live(databases);
    }

    /** Within a day of one shard; what moves to another day is in both or in neither for a moment. */
    @Override
    public List<Set<Model.Key>> moved(Map<Model.Key, String> before, Map<Model.Key, String> after) {
        List<Set<Model.Key>> moves = new ArrayList<>();
        for (Model.Key to : after.keySet()) {
            if (put.contains(to) && !before.containsKey(to)) {
                Set<Model.Key> move = new HashSet<>(Set.of(to));
                for (Model.Key from : before.keySet()) {
                    if (!after.containsKey(from) && isMove(from, to)) {
                        move.add(from);
                    }
                }
                if (move.size() > 1) {
                    moves.add(move);
                }
            }
        }
        return moves;
    }

    private boolean isMove(Model.Key from, Model.Key to) {
        return from.id() == to.id()
                && databases.ofUser(from.user()) == databases.ofUser(to.user())
                && from.time().truncatedTo(ChronoUnit.DAYS).equals(to.time().truncatedTo(ChronoUnit.DAYS));
    }
}
