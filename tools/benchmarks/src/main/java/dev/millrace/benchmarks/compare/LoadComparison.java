package dev.millrace.benchmarks.compare;

import dev.millrace.benchmarks.load.Cores;
import dev.millrace.benchmarks.load.Load;
import dev.millrace.benchmarks.load.Wrk;
import dev.millrace.benchmarks.result.Results;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Sends the same load to all contenders in turn, several times: other work of the machine then affects all alike. All of them run all the
 * time; those whose turn it is not are idle. The first turn is not counted.
 *
 * @param apart true if the server gets a core of its own
 * @param settings of Millrace, besides its defaults
 */
public record LoadComparison(String name, String question, boolean apart, Map<String, String> settings, Cast cast)
        implements Comparison {
    /** Makes the contenders and their loads. */
    @FunctionalInterface
    public interface Cast {
        /**
         * Pairs of a load and the contenders that take it.
         *
         * @throws NotPossibleException if there are none: the comparison is left out, and the reason is told
         */
        List<Act> of(Bench bench) throws IOException;
    }

    /** A load and its contenders. */
    public record Act(Load load, List<Contender> contenders) {
        /** Copies. */
        public Act {
            contenders = List.copyOf(contenders);
        }
    }

    /** Copies. */
    public LoadComparison {
        settings = Map.copyOf(settings);
    }

    @Override
    public void run(Bench bench, Results results) throws IOException, InterruptedException {
        Cores cores = bench.cores(apart);
        try (Stage stage = new Stage(bench.directory(name), cores, settings, bench::progress)) {
            Turn turn = new Turn(stage, new Wrk(stage.directory("wrk"), cores.generator()));
            List<Act> acts;
            try {
                acts = start(cast.of(bench), stage, bench, results);
            } catch (NotPossibleException e) {
                bench.progress(name + " is left out: " + e.getMessage());
                return;
            }
            List<Scores> scores =
                    acts.stream().map(act -> new Scores(act.contenders())).toList();
            for (int repetition = bench.firstRepetition();
                    repetition <= bench.effort().repetitions();
                    repetition++) {
                int seconds = repetition == 0
                        ? bench.effort().warmUpSeconds()
                        : bench.effort().seconds();
                for (int i = 0; i < acts.size(); i++) {
                    turnOfAll(bench, turn, acts.get(i), repetition, seconds, scores.get(i));
                }
            }
            for (int i = 0; i < acts.size(); i++) {
                scores.get(i)
                        .publish(
                                results,
                                "%s: %s".formatted(name, acts.get(i).load().title()));
            }
        }
    }

    /** Looks at the server while it takes a load. */
    public interface Observer {
        /** The load begins. */
        void before(long pid) throws IOException, InterruptedException;

        /** Called when everything is stored. */
        void after(long pid, String summary) throws IOException, InterruptedException;
    }

    /** Runs one turn of the first selected contender with its first load, after a warm-up. */
    public void once(Bench bench, Observer observer) throws IOException, InterruptedException {
        Cores cores = bench.cores(apart);
        try (Stage stage = new Stage(bench.directory(name), cores, settings, bench::progress)) {
            Turn turn = new Turn(stage, new Wrk(stage.directory("wrk"), cores.generator()));
            Act act = cast.of(bench).getFirst();
            Contender contender = act.contenders().stream()
                    .filter(one -> bench.wants(one.name()))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("nobody of " + name + " has such a name"));
            contender.start(stage);
            turn.take(contender, act.load(), Math.max(1, bench.effort().warmUpSeconds()));
            long pid = contender.pids().getFirst();
            observer.before(pid);
            Turn.Result result = turn.take(contender, act.load(), bench.effort().seconds());
            result.findings().forEach(finding -> bench.found(contender.name(), finding));
            observer.after(
                    pid,
                    String.format(
                            Locale.ROOT,
                            "%s, %s, %s: %,.0f events/s, %.2f us of CPU for each",
                            name,
                            act.load().title(),
                            contender.name(),
                            result.measurement().perSecond(),
                            result.measurement().serverMicros()));
        }
    }

    private List<Act> start(List<Act> cast, Stage stage, Bench bench, Results results)
            throws IOException, InterruptedException {
        var table = results.table(name + ": who", "what", "settings");
        List<Act> acts = new ArrayList<>();
        List<String> told = new ArrayList<>();
        for (Act act : cast) {
            List<Contender> able = new ArrayList<>();
            for (Contender contender : act.contenders()) {
                if (!bench.wants(contender.name())) {
                    continue;
                }
                String settings = contender.settings();
                try {
                    contender.start(stage);
                    able.add(contender);
                } catch (NotPossibleException e) {
                    settings = "left out: " + e.getMessage();
                    bench.progress(contender.name() + " is " + settings);
                }
                if (!told.contains(contender.name())) {
                    told.add(contender.name());
                    table.add(contender.name(), settings);
                }
            }
            acts.add(new Act(act.load(), able));
        }
        return acts;
    }

    private void turnOfAll(Bench bench, Turn turn, Act act, int repetition, int seconds, Scores scores)
            throws IOException, InterruptedException {
        List<Contender> order = new ArrayList<>(act.contenders());
        // No contender always follows the same one.
        Collections.rotate(order, repetition);
        for (Contender contender : order) {
            Turn.Result result = turn.take(contender, act.load(), seconds);
            String who = "%s, %s, %s".formatted(name, act.load().title(), contender.name());
            result.findings().forEach(finding -> bench.found(who, finding));
            bench.progress(String.format(
                    Locale.ROOT,
                    "%s: %,.0f events/s%s",
                    who,
                    result.measurement().perSecond(),
                    repetition == 0 ? " (warm-up)" : ""));
            if (repetition > 0) {
                scores.add(contender, result);
            }
        }
    }
}
