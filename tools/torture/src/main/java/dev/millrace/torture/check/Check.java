package dev.millrace.torture.check;

import dev.millrace.processes.Service;
import dev.millrace.torture.check.Finding.Kind;
import dev.millrace.torture.journal.Answer;
import dev.millrace.torture.journal.Entry;
import dev.millrace.torture.journal.Outcome;
import dev.millrace.torture.load.Ids;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongPredicate;

/** Holds rows and reports of a round against its journal, when everything is up and the buffers are empty. */
public final class Check {
    private final Sql sql;
    private final Ids ids;
    private final List<Finding> findings = new ArrayList<>();

    /** @param sql asks all shards */
    public Check(Sql sql, Ids ids) {
        this.sql = sql;
        this.ids = ids;
    }

    /**
     * The result of the check.
     *
     * @param certain views and readings that had to be stored, and were looked for
     * @param explained ids that lack acknowledged events for a reason that the scenario gave
     * @param reports reports that were compared
     */
    public record Result(List<Finding> findings, long certain, int explained, int reports, Stored rows) {
        /** Adds what differs between this and the same check later, when nothing may have changed. */
        public Optional<Finding> changesTo(Result later) {
            String changes = rows.changesTo(later.rows);
            return changes.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Finding(Kind.UNEXPLAINED, "draining again changed rows: " + changes));
        }
    }

    /**
     * Checks everything.
     *
     * @param service answers the reports
     * @param history what was sent and answered
     * @param explained ids of which every trace may be missing
     */
    public Result run(Service service, List<Entry> history, LongPredicate explained)
            throws IOException, InterruptedException {
        history.forEach(this::checkAnswer);
        Stored stored = Stored.read(sql, ids);
        Expectation views = Expectation.of(history, explained);
        ReadingExpectation readings = ReadingExpectation.of(history);
        compare(views.ids(), views::of, stored.views());
        compare(readings.instants(), readings::of, stored.readings());
        int reports =
                new ReportCheck(service, sql, findings).run(ids, stored.views().all())
                        + new ReadingReportCheck(service, findings)
                                .run(ids, stored.readings().all());
        return new Result(
                findings,
                views.certain() + readings.certain(),
                missing(history, explained, stored.views()),
                reports,
                stored);
    }

    /** Counts explained ids that lack their values. */
    private static int missing(List<Entry> history, LongPredicate explained, Rows<Long, ?> stored) {
        Expectation strict = Expectation.of(history, _ -> false);
        return (int) strict.ids().stream()
                .filter(explained::test)
                .filter(id -> !strict.of(id).contains(only(stored.of(id))))
                .count();
    }

    private <K, V> void compare(Set<K> sent, Function<K, Set<Optional<V>>> possible, Rows<K, V> stored) {
        for (K key : sent) {
            List<V> actual = stored.of(key);
            if (actual.size() > 1) {
                findings.add(new Finding(Kind.DOUBLED, "%s is stored as %s".formatted(key, actual)));
            } else if (!possible.apply(key).contains(only(actual))) {
                Kind kind = actual.isEmpty() ? Kind.LOST : Kind.UNEXPLAINED;
                findings.add(new Finding(
                        kind, "%s: one of %s has to be stored, and %s is".formatted(key, possible.apply(key), actual)));
            }
        }
        stored.byKey().forEach((key, rows) -> {
            if (!sent.contains(key)) {
                findings.add(new Finding(Kind.UNEXPLAINED, rows + " is stored, and nobody was told that it may be"));
            }
        });
    }

    private static <V> Optional<V> only(List<V> rows) {
        return rows.stream().findFirst();
    }

    private void checkAnswer(Entry entry) {
        Answer answer = entry.answer();
        if (answer.outcome() == Outcome.WRONG) {
            findings.add(
                    new Finding(Kind.ANSWER, "%s to request %s: %s".formatted(answer, entry.number(), brief(entry))));
        }
        int bad = entry.request().rejected();
        boolean miscounted = answer.accepted() != entry.request().events() - bad || answer.rejected() != bad;
        if (answer.outcome().isAcknowledged() && miscounted) {
            findings.add(new Finding(
                    Kind.ANSWER,
                    "request %s had %s bad of %s events and was answered %s"
                            .formatted(entry.number(), bad, entry.request().events(), answer)));
        }
        if (answer.outcome() == Outcome.REJECTED && entry.request().events() > bad) {
            findings.add(new Finding(
                    Kind.ANSWER, "%s to request %s, which has sound events".formatted(answer, entry.number())));
        }
    }

    private static String brief(Entry entry) {
        String line = entry.request().toLine();
        return line.substring(0, Math.min(200, line.length()));
    }
}
