package dev.millrace.simulator.console;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/**
 * Shows progress: a bar on a terminal, a line every few seconds elsewhere, nothing when quiet. It reads its source on a thread of its own,
 * so that a service that does not answer is noticed.
 */
public final class Progress implements AutoCloseable {
    private static final Duration BAR_EVERY = Duration.ofMillis(500);
    private static final Duration LINE_EVERY = Duration.ofSeconds(5);

    private final Console console;
    private final String name;
    private final long total;
    private final Source source;
    private final @Nullable ProgressBar bar;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().factory());

    private long lastDone;
    private long lastNanos = System.nanoTime();

    Progress(Console console, String name, long total, Source source, Console.Style style) {
        this.console = console;
        this.name = name;
        this.total = total;
        this.source = source;
        this.bar = style == Console.Style.BAR ? bar(name, total) : null;
        switch (style) {
            case BAR -> every(BAR_EVERY);
            case LINES -> every(LINE_EVERY);
            case QUIET -> {}
        }
    }

    /** The state of the work; read from the progress thread. */
    public interface Source {
        long done();

        /** Returns text to show beside the numbers; may be empty. */
        String detail();
    }

    /** Draws the bar a last time. May be called twice. */
    @Override
    public void close() {
        clock.shutdownNow();
        if (bar != null) {
            bar.stepTo(source.done()).setExtraMessage(" " + source.detail());
            bar.close();
        }
    }

    private void every(Duration period) {
        var _ = clock.scheduleAtFixedRate(this::show, period.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void show() {
        long done = source.done();
        long nanos = System.nanoTime();
        String rate = String.format(Locale.ROOT, "%,.0f/s", (done - lastDone) * 1e9 / Math.max(1, nanos - lastNanos));
        String detail = source.detail().isEmpty() ? rate : rate + ", " + source.detail();
        if (bar != null) {
            bar.stepTo(done).setExtraMessage(" " + detail);
        } else {
            console.notice("%s: %,d of %,d, %s", name, done, total, detail);
        }
        lastDone = done;
        lastNanos = nanos;
    }

    private static ProgressBar bar(String name, long total) {
        // The library would find the width itself, but then takes over Ctrl-C, and a run would end without its summary.
        String columns = System.getenv().getOrDefault("COLUMNS", "");
        int width = columns.matches("[1-9]\\d{1,3}") ? Integer.parseInt(columns) : 80;
        return new ProgressBarBuilder()
                .setTaskName(name)
                .setInitialMax(total)
                .setStyle(ProgressBarStyle.UNICODE_BLOCK)
                .setUpdateIntervalMillis(Math.toIntExact(BAR_EVERY.toMillis()))
                .setConsumer(new ConsoleProgressBarConsumer(System.err, width))
                .build();
    }
}
