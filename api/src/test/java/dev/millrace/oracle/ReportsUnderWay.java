package dev.millrace.oracle;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

/** Reports whose statements are steps of their own, so that anything may happen between them, and what each may say in the end. */
final class ReportsUnderWay<K, V> {
    private final Facts<K, V> facts;
    private final List<UnderWay<K, V>> reports = new ArrayList<>();
    private Map<K, V> last = Map.of();

    /** Knows what a report could read. */
    interface Facts<K, V> {
        /** What there is at this moment. */
        Map<K, V> read() throws IOException, InterruptedException;

        /** What one statement moved: keys of before and behind it that a report sees together. */
        List<Set<K>> moved(Map<K, V> before, Map<K, V> after);
    }

    private static final class UnderWay<K, V> {
        private final Home home;
        private final Question<K, V> question;
        private final AtomicReference<String> answer = new AtomicReference<>("");
        private Mixes<K, V> possible;
        private Operation operation;
        private boolean isExcused;

        UnderWay(Home home, Question<K, V> question) {
            this.home = home;
            this.question = question;
            this.possible = new Mixes<>(question);
            Node node = home.node();
            this.operation = home.begin("report " + question, () -> answer.set(question.ask(node)));
        }
    }

    ReportsUnderWay(Facts<K, V> facts) {
        this.facts = facts;
    }

    int size() {
        return reports.size();
    }

    /** Asks a node, up to the first statement. */
    Operation begin(Home home, Question<K, V> question) throws IOException, InterruptedException {
        UnderWay<K, V> report = new UnderWay<>(home, question);
        reports.add(report);
        report.operation.move(Operation.Fate.EXECUTED);
        changed();
        return report.operation;
    }

    /** To be called behind every statement that may have changed what a report reads. */
    void changed() throws IOException, InterruptedException {
        if (reports.isEmpty()) {
            return;
        }
        Map<K, V> now = facts.read();
        List<Set<K>> moved = facts.moved(last, now);
        for (UnderWay<K, V> report : reports) {
            if (report.operation.moves() <= 1) {
                report.possible = new Mixes<>(report.question); // it has read nothing
            }
            report.possible.add(
                    now,
                    moved.stream().map(keys -> cells(report.question, keys)).toList());
        }
        last = now;
        judge();
    }

    private static <K> Set<Object> cells(Question<K, ?> question, Set<K> keys) {
        return keys.stream().map(question::cell).collect(Collectors.toCollection(HashSet::new));
    }

    /** Reports of that node may fail from now on, and need not be right. */
    void excuse(Home home) {
        reports.stream().filter(report -> report.home == home).forEach(report -> report.isExcused = true);
    }

    private void judge() {
        for (UnderWay<K, V> report : List.copyOf(reports)) {
            if (report.operation.hasEnded()) {
                reports.remove(report);
                if (!report.isExcused) {
                    judge(report);
                }
            }
        }
    }

    private static <K, V> void judge(UnderWay<K, V> report) {
        Throwable failure = report.operation.failure();
        if (failure != null) {
            throw new AssertionError("%s failed".formatted(report.operation.name()), failure);
        }
        if (!report.possible.isPossible(report.answer.get())) {
            throw new AssertionError("%s said %s, and there was:%n%s"
                    .formatted(report.operation.name(), report.answer.get(), report.possible));
        }
    }
}
