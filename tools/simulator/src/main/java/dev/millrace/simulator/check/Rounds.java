package dev.millrace.simulator.check;

import dev.millrace.simulator.console.Console;
import dev.millrace.simulator.console.Progress;
import dev.millrace.simulator.load.Lanes;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/**
 * Asks many questions side by side. An acknowledged event need not be stored yet, so a question whose answer only lacks
 * something is asked again until the time to settle, counted from the end of the first round, is over. An answer with
 * too much is a difference at once: exactly once is promised for any moment.
 *
 * @param connections questions under way at most
 * @param onlyLacks whether time can heal a difference
 */
public record Rounds<D>(int connections, Duration settle, Predicate<D> onlyLacks) {
    private static final Duration PAUSE = Duration.ofMillis(500);

    /** A question that can be asked repeatedly. */
    @FunctionalInterface
    public interface Question<D> {
        /** Returns the differences between the answer and the expectation; empty if it is right. */
        List<D> differences() throws IOException, InterruptedException;
    }

    private record Found<D>(Question<D> question, List<D> differences) {}

    /**
     * Blocks; the progress is shown as {@code checking}.
     *
     * @param lacking the noun for missing things in an answer, such as {@code views}
     */
    public List<D> run(Console console, List<Question<D>> questions, String lacking)
            throws IOException, InterruptedException {
        AtomicLong asked = new AtomicLong();
        AtomicLong toAskAgain = new AtomicLong();
        List<D> differences = new ArrayList<>();
        try (Progress _ = console.progress("checking", questions.size(), source(asked, toAskAgain, lacking))) {
            List<Found<D>> found = ask(questions, asked);
            long settledNanos = System.nanoTime() + settle.toNanos();
            while (found.stream().anyMatch(this::mayHeal) && System.nanoTime() - settledNanos < 0) {
                found.stream().filter(one -> !mayHeal(one)).forEach(one -> differences.addAll(one.differences()));
                List<Question<D>> again = found.stream()
                        .filter(this::mayHeal)
                        .map(Found::question)
                        .toList();
                toAskAgain.set(again.size());
                Thread.sleep(PAUSE);
                found = ask(again, new AtomicLong());
            }
            found.forEach(one -> differences.addAll(one.differences()));
        }
        return differences;
    }

    private boolean mayHeal(Found<D> found) {
        return found.differences().stream().allMatch(onlyLacks);
    }

    private List<Found<D>> ask(List<Question<D>> questions, AtomicLong asked) throws IOException, InterruptedException {
        Queue<Found<D>> found = new ConcurrentLinkedQueue<>();
        try (Lanes lanes = new Lanes(connections)) {
            for (Question<D> question : questions) {
                lanes.submit(() -> {
                    List<D> differences = question.differences();
                    if (!differences.isEmpty()) {
                        found.add(new Found<>(question, differences));
                    }
                    asked.incrementAndGet();
                });
            }
            lanes.join();
        }
        return List.copyOf(found);
    }

    private static Progress.Source source(AtomicLong asked, AtomicLong toAskAgain, String lacking) {
        return new Progress.Source() {
            @Override
            public long done() {
                return asked.get();
            }

            @Override
            public String detail() {
                return toAskAgain.get() == 0 ? "" : toAskAgain.get() + " lack " + lacking + ", asking again";
            }
        };
    }
}
