package dev.millrace.torture.neighbour;

import dev.millrace.torture.neighbour.difficult.DifficultClient;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.BooleanSupplier;

/**
 * Lets random mixtures of difficult clients loose on a service while honest senders go on beside them, for as long as wanted. For one
 * thread.
 */
public final class Neighbours {
    private static final Duration ALONE = Duration.ofSeconds(20);
    private static final Duration AFTER = Duration.ofSeconds(10);
    private static final int LEAST_SECONDS = 3;
    private static final int MOST_SECONDS = 10;
    private static final int MOST_AT_ONCE = 3;
    private static final int ENOUGH_FINDINGS = 50;
    private static final Duration TELL_EVERY = Duration.ofSeconds(10);

    private final Neighbourhood neighbourhood;
    private final Duration length;
    private final List<DifficultClient> clients;
    private final Random random;
    private final PrintWriter progress;
    private final BooleanSupplier isToEnd;
    private final long start = System.nanoTime();
    private final List<DifficultClient> next = new ArrayList<>();
    private Duration told = Duration.ZERO;

    private Neighbours(
            Neighbourhood neighbourhood,
            Duration length,
            long seed,
            List<DifficultClient> clients,
            PrintWriter progress,
            BooleanSupplier isToEnd) {
        this.neighbourhood = neighbourhood;
        this.length = length;
        this.clients = clients;
        this.random = new Random(seed);
        this.progress = progress;
        this.isToEnd = isToEnd;
    }

    /**
     * The findings and the table.
     *
     * @param findings none if all is well
     */
    public record Result(List<String> findings, String markdown) {
        /** Copies. */
        public Result {
            findings = List.copyOf(findings);
        }
    }

    /**
     * Runs for that long, or until {@code isToEnd}.
     *
     * @param home for all files; has to be empty or missing
     * @param withKeys whether senders are told apart by keys or by their addresses
     * @param clients of which mixtures are made
     * @param progress receives a line every ten seconds or so
     * @param isToEnd checked between two mixtures
     */
    public static Result run(
            Path home,
            Duration length,
            long seed,
            boolean withKeys,
            List<DifficultClient> clients,
            PrintWriter progress,
            BooleanSupplier isToEnd)
            throws IOException, InterruptedException {
        progress.printf("neighbours %s keys, seed %s%n", withKeys ? "with" : "without", seed);
        progress.flush();
        try (Neighbourhood neighbourhood = Neighbourhood.start(home, withKeys, progress)) {
            return new Neighbours(neighbourhood, length, seed, clients, progress, isToEnd).run(withKeys, seed);
        }
    }

    private Result run(boolean withKeys, long seed) throws IOException, InterruptedException {
        NeighbourReport report = new NeighbourReport(alone(ALONE));
        while (goesOn()) {
            report.add(run(mixture(), Duration.ofMillis(1000L * random.nextInt(LEAST_SECONDS, MOST_SECONDS + 1))));
        }
        report.add(alone(AFTER));
        neighbourhood.end();
        List<String> findings = neighbourhood.findings().all();
        String title = "Neighbours %s keys, seed %s, %s s%s: %s honest events acknowledged, %s."
                .formatted(
                        withKeys ? "with" : "without",
                        seed,
                        gone().toSeconds(),
                        isToEnd.getAsBoolean() ? ", ended by a signal" : "",
                        neighbourhood.events().acknowledgedCount(),
                        findings.isEmpty() ? "nothing was wrong" : findings.size() + " findings");
        StringBuilder text = new StringBuilder(title).append("\n\n").append(report.markdown());
        findings.forEach(finding -> text.append("\n* ").append(finding));
        return new Result(findings, text.append('\n').toString());
    }

    private boolean goesOn() {
        return neighbourhood.findings().all().size() < ENOUGH_FINDINGS
                && gone().compareTo(length) < 0
                && !isToEnd.getAsBoolean()
                && neighbourhood.isAlive();
    }

    private Duration gone() {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /** Takes the next ones of all, in an order of chance: each comes as often as the others. */
    private List<DifficultClient> mixture() {
        List<DifficultClient> mixture = new ArrayList<>();
        int size = Math.min(1 + random.nextInt(MOST_AT_ONCE), clients.size());
        while (mixture.size() < size) {
            if (next.isEmpty()) {
                next.addAll(clients);
                Collections.shuffle(next, random);
            }
            DifficultClient client = next.removeLast();
            if (!mixture.contains(client)) {
                mixture.add(client);
            }
        }
        return mixture;
    }

    private Stage alone(Duration time) throws IOException, InterruptedException {
        return run(List.of(), time);
    }

    private Stage run(List<DifficultClient> clients, Duration time) throws IOException, InterruptedException {
        Stage stage = neighbourhood.run(clients, time, random);
        if (clients.isEmpty() || gone().minus(told).compareTo(TELL_EVERY) >= 0) {
            told = gone();
            tell(stage);
        }
        return stage;
    }

    private void tell(Stage stage) {
        progress.printf(
                Locale.ROOT,
                "[%s of %s s] %s: honest posts p50 %s, p99 %s ms; %,d events acknowledged; %s MB; %s findings%n",
                gone().toSeconds(),
                length.toSeconds(),
                stage.names(),
                NeighbourReport.millis(stage.honest().posts().percentile(50)),
                NeighbourReport.millis(stage.honest().posts().percentile(99)),
                neighbourhood.events().acknowledgedCount(),
                stage.mostMegabytes(),
                neighbourhood.findings().all().size());
        progress.flush();
    }
}
