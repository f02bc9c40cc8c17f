package dev.millrace.torture.check;

import dev.millrace.processes.Service;
import dev.millrace.processes.SqlUser;
import dev.millrace.torture.check.Finding.Kind;
import dev.millrace.torture.journal.Answer;
import dev.millrace.torture.journal.Entry;
import dev.millrace.torture.journal.Outcome;
import dev.millrace.torture.journal.Request;
import dev.millrace.torture.journal.View;
import dev.millrace.torture.load.Ids;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongPredicate;

/** Holds rows and reports of a round against its journal, when everything is up and the buffer is empty. */
public final class Check {
    private final SqlUser admin;
    private final Ids ids;
    private final List<Finding> findings = new ArrayList<>();

    /** @param admin who may read everything */
    public Check(SqlUser admin, Ids ids) {
        this.admin = admin;
        this.ids = ids;
    }

    /**
     * What was found.
     *
     * @param certain views that had to be stored, and were looked for
     * @param stored views that are stored
     * @param explained ids that miss what was acknowledged, for a reason the scenario gave
     * @param reports reports that were compared
     */
    public record Result(
            List<Finding> findings, long certain, int stored, int explained, int reports, StoredViews rows) {
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
        StoredViews rows = StoredViews.read(admin, ids);
        Expectation expectation = Expectation.of(history, explained);
        expectation.ids().forEach(id -> compare(expectation.of(id), rows.of(id), id));
        for (View view : rows.all()) {
            if (!expectation.ids().contains(view.requestId())) {
                findings.add(new Finding(Kind.UNEXPLAINED, view + " is stored, and nobody was told that it may be"));
            }
        }
        int reports = new ReportCheck(service, admin, findings).run(ids, rows.all());
        Expectation strict = Expectation.of(history, _ -> false);
        int missing = (int) strict.ids().stream()
                .filter(id -> !strict.of(id).contains(only(rows.of(id))))
                .filter(explained::test)
                .count();
        return new Result(findings, expectation.certain(), rows.all().size(), missing, reports, rows);
    }

    private void compare(Set<Optional<View>> possible, List<View> actual, long id) {
        if (actual.size() > 1) {
            findings.add(new Finding(Kind.DOUBLED, "request_id %s is stored as %s".formatted(id, actual)));
        } else if (!possible.contains(only(actual))) {
            Kind kind = actual.isEmpty() ? Kind.LOST : Kind.UNEXPLAINED;
            findings.add(new Finding(kind, "one of %s has to be stored, and %s is".formatted(possible, actual)));
        }
    }

    private static Optional<View> only(List<View> views) {
        return views.stream().findFirst();
    }

    private void checkAnswer(Entry entry) {
        Answer answer = entry.answer();
        if (answer.outcome() == Outcome.WRONG) {
            findings.add(
                    new Finding(Kind.ANSWER, "%s to request %s: %s".formatted(answer, entry.number(), brief(entry))));
        }
        int bad = entry.request() instanceof Request.Post(List<View> _, int n) ? n : 0;
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
