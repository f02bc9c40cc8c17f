package dev.millrace.deadletter;

import dev.millrace.clickhouse.table.EventTable;
import dev.millrace.testing.TextTable;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/** Dead letters without a drain. */
public final class TestLetters {
    private TestLetters() {}

    /** Those of a directory, with room for many. */
    public static DeadLetters in(Path dataDir, InstantSource clock) {
        return in(dataDir, clock, new DeadLetterConfig(Duration.ofDays(90), 1 << 30), new SimpleMeterRegistry());
    }

    static DeadLetters in(Path dataDir, InstantSource clock, DeadLetterConfig config, MeterRegistry registry) {
        return new DeadLetters(dataDir, clock, config, new DeadLetterMetrics(registry, config));
    }

    /** Adds a row as the drain does. */
    public static void add(DeadLetters letters, EventTable table, int day, byte[] row, int code, String reason)
            throws IOException {
        letters.add(table, day, row, code, reason);
    }

    /** Adds a row of {@link TextTable}. */
    static void add(DeadLetters letters, String text) throws IOException {
        add(letters, text, 1);
    }

    static void add(DeadLetters letters, String text, int code) throws IOException {
        add(letters, TextTable.of(7), 20_000, TextTable.rows(List.of(text)), code, "refused " + text);
    }

    static String text(DeadLetter letter) {
        return TextTable.text(letter.row());
    }
}
