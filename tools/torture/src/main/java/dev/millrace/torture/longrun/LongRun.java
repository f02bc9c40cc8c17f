package dev.millrace.torture.longrun;

import dev.millrace.torture.check.Check;
import dev.millrace.torture.check.Finding;
import dev.millrace.torture.journal.Entry;
import dev.millrace.torture.journal.Outcome;
import dev.millrace.torture.load.Ids;
import dev.millrace.torture.load.LoadPlan;
import dev.millrace.torture.round.Node;
import dev.millrace.torture.round.Options;
import dev.millrace.torture.round.Round;
import dev.millrace.torture.round.RoundResult;
import dev.millrace.torture.round.Verification;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * Two services run on under load for hours while faults of all kinds strike them. Every few minutes the load stops, everything drains and is
 * compared, and the next views, readings, users and sensors are others. For one thread.
 */
public final class LongRun {
    private static final LoadPlan PLAN = LoadPlan.NORMAL.withEventsPerSecond(1500);
    private static final Duration LONGEST_PART = Duration.ofMinutes(5);
    private static final Duration SHORTEST_PART = Duration.ofSeconds(6);
    private static final int PARTS = 12;
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    /** A run that is so wrong finds nothing new. */
    private static final int MOST_FINDINGS = 500;

    private final Round round;
    private final Duration duration;
    private final PrintWriter progress;
    private final BooleanSupplier isToEnd;
    private final OldData oldData;
    private final Resources resources = new Resources();
    private final Map<Outcome, Long> events = new EnumMap<>(Outcome.class);
    private long start = System.nanoTime();
    private long certain;
    private int reports;
    private int checkpoints;
    private String counters = "";

    private LongRun(Round round, Duration duration, PrintWriter progress, BooleanSupplier isToEnd) {
        this.round = round;
        this.duration = duration;
        this.progress = progress;
        this.isToEnd = isToEnd;
        this.oldData = new OldData(round);
    }

    /**
     * Runs for that long, or until {@code isToEnd}.
     *
     * @param directory for all files; has to be empty or missing
     * @param progress receives a line at each checkpoint
     * @param isToEnd checked between two faults
     */
    public static LongRunResult run(
            Path directory,
            Duration duration,
            long seed,
            Options options,
            PrintWriter progress,
            BooleanSupplier isToEnd)
            throws IOException {
        try (Round round = Round.withClickHouse(seed, options, directory)) {
            return new LongRun(round, duration, progress, isToEnd).run(directory);
        }
    }

    private LongRunResult run(Path directory) throws IOException {
        String lacking = "";
        try {
            round.node();
            round.addNode(Map.of());
            Mix mix = new Mix(round, duration);
            for (Node node : round.nodes()) {
                node.startReady();
            }
            start = System.nanoTime();
            while (goesOn()) {
                strikeUntilCheckpoint(mix);
                checkpoint();
            }
            lacking = String.join("; ", mix.notPossible());
        } catch (Exception e) {
            addFinding(stackTrace(e));
        }
        resources.growing().forEach(name -> addFinding(name + " grows without end"));
        RoundResult result = new RoundResult(
                "long-run",
                round.seed(),
                Duration.ofNanos(System.nanoTime() - start),
                "",
                events,
                certain,
                0,
                reports,
                counters,
                Map.copyOf(round.strikes()),
                List.copyOf(round.findings()),
                directory);
        return new LongRunResult(result, checkpoints, isToEnd.getAsBoolean(), lacking, resources);
    }

    private boolean goesOn() {
        return !isToEnd.getAsBoolean()
                && System.nanoTime() - start < duration.toNanos()
                && round.findings().size() < MOST_FINDINGS;
    }

    private void addFinding(String text) {
        round.findings().add(new Finding(Finding.Kind.BEHAVIOUR, text));
        progress.println("FINDING: " + text);
        progress.flush();
    }

    private void strikeUntilCheckpoint(Mix mix) throws IOException, InterruptedException {
        Duration part = duration.dividedBy(PARTS);
        part = part.compareTo(LONGEST_PART) > 0
                ? LONGEST_PART
                : part.compareTo(SHORTEST_PART) < 0 ? SHORTEST_PART : part;
        long until = System.nanoTime() + part.toNanos();
        round.load().start(PLAN, round.nodes().stream().map(Node::url).toArray(URI[]::new));
        round.sleepBetween(500, 1500);
        while (goesOn() && System.nanoTime() < until) {
            String name = strike(mix);
            long kept = kept();
            if (!isToEnd.getAsBoolean()) {
                round.await(PATIENCE, "events are taken again after: " + name, () -> kept() > kept + 20);
            }
            resources.sample(round);
            round.sleepBetween(200, 1500);
        }
    }

    /** A fault that could not be struck as it should is a finding, and the run goes on. */
    private String strike(Mix mix) throws IOException, InterruptedException {
        try {
            return mix.strike();
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            addFinding(stackTrace(e));
            mix.heal();
            return e.toString();
        }
    }

    private long kept() {
        return round.journal().count(Outcome.DISK, Outcome.STORED);
    }

    /** Compares everything, has it deleted, and begins anew. */
    private void checkpoint() throws IOException, InterruptedException {
        int before = round.findings().size();
        if (isToEnd.getAsBoolean()) {
            // Ctrl-C goes to all processes of the terminal, and is none of our faults.
            round.nodes().forEach(Node::mayEnd);
        }
        Ids ids = round.ids();
        Verification verification = new Verification(round);
        boolean isLast = !goesOn();
        Check.Result result;
        List<Entry> history;
        try {
            result = isLast ? verification.run() : verification.runShort();
        } finally {
            history = round.journal().history();
            RoundResult.countEvents(history).forEach((outcome, count) -> events.merge(outcome, count, Long::sum));
        }
        oldData.awaitGone();
        certain += result.certain();
        reports += result.reports();
        counters = verification.counters();
        checkpoints++;
        resources.sample(round);
        boolean isGood = round.findings().size() == before;
        tell(result, round.findings().subList(before, round.findings().size()));
        if (!isLast) {
            oldData.delete(ids, history);
            Path journal = round.beginAnew();
            if (isGood) {
                Files.delete(journal);
            }
        }
    }

    private void tell(Check.Result result, List<Finding> findings) {
        Duration gone = Duration.ofNanos(System.nanoTime() - start);
        progress.printf(
                Locale.ROOT,
                "[%s of %s] checkpoint %s, seed %s: %s; %,d views and readings had to be there, %s reports; %s faults so far%n",
                text(gone),
                text(duration),
                checkpoints,
                round.seed(),
                findings.isEmpty() ? "good" : findings.size() + " FINDINGS",
                result.certain(),
                result.reports(),
                round.strikes().values().stream().mapToLong(Long::longValue).sum());
        findings.stream().limit(10).forEach(finding -> progress.println("    " + finding));
        progress.flush();
    }

    private static String text(Duration duration) {
        return String.format(
                Locale.ROOT, "%s:%02d:%02d", duration.toHours(), duration.toMinutesPart(), duration.toSecondsPart());
    }

    private static String stackTrace(Exception e) {
        StringWriter text = new StringWriter();
        e.printStackTrace(new PrintWriter(text, true));
        return text.toString();
    }
}
