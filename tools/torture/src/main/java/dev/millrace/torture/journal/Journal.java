package dev.millrace.torture.journal;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Writes a file of lines: each request before it is sent, each answer, each death of a process. A line is written to the file at once and
 * forced to disk within {@link #FORCE_INTERVAL}, and {@link #history} reads the file, so the check uses only what is on disk. Thread-safe.
 */
public final class Journal implements AutoCloseable {
    /** The greatest age of an unforced line. */
    public static final Duration FORCE_INTERVAL = Duration.ofMillis(100);

    private static final Answer NO_ANSWER = new Answer(Outcome.RESET, 0, 0, 0, "the journal has no answer");

    private final Path file;
    private final FileChannel channel;
    private final Thread forcing;

    @GuardedBy("this")
    private long requests;

    /** For scenarios that wait for an outcome; the check reads the file. */
    @GuardedBy("this")
    private final Map<Outcome, Long> outcomes = new EnumMap<>(Outcome.class);

    private Journal(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
        this.forcing = Thread.ofVirtual().name("journal").start(this::forceAgainAndAgain);
    }

    /** Begins one. */
    public static Journal create(Path file) throws IOException {
        return new Journal(file, FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
    }

    /** Notes a request that is about to be sent, and returns its number. */
    public synchronized long sent(Request request) {
        long number = ++requests;
        write("sent\t%s\t%s".formatted(number, request.toLine()));
        return number;
    }

    /** Notes what came of it. */
    public synchronized void answered(long number, Answer answer) {
        outcomes.merge(answer.outcome(), 1L, Long::sum);
        write("answer\t%s\t%s".formatted(number, answer.toLine()));
    }

    /** Notes that a process that takes requests is dead: what it had in memory only, and what it was reading, may be gone. */
    public synchronized void died() {
        write("died");
    }

    /** Notes that the disk of a process that takes requests is lost, with the process. */
    public synchronized void lost() {
        write("lost");
    }

    /** Returns how many requests have had one of these outcomes so far. */
    public synchronized long count(Outcome... which) {
        long count = 0;
        for (Outcome outcome : which) {
            count += outcomes.getOrDefault(outcome, 0L);
        }
        return count;
    }

    @GuardedBy("this")
    private void write(String line) {
        ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void forceAgainAndAgain() {
        try {
            while (channel.isOpen()) {
                channel.force(false);
                TimeUnit.NANOSECONDS.sleep(FORCE_INTERVAL.toNanos());
            }
        } catch (IOException closed) {
            // The end: close() has forced the rest.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Reads the file, in the order of sending. */
    public List<Entry> history() throws IOException {
        force();
        Map<Long, Request> requests = new HashMap<>();
        Map<Long, Answer> answers = new HashMap<>();
        long sent = 0;
        long sentBeforeDeath = 0;
        long sentBeforeLoss = 0;
        for (String line : Files.readAllLines(file)) {
            String[] parts = line.split("\t", -1);
            switch (parts[0]) {
                case "sent" -> {
                    sent = Long.parseLong(parts[1]);
                    requests.put(sent, Request.parse(parts[2], parts[3], parts[4]));
                }
                case "answer" -> answers.put(Long.parseLong(parts[1]), Answer.parse(parts, 2));
                case "died" -> sentBeforeDeath = sent;
                case "lost" -> sentBeforeLoss = sent;
                default -> throw new IOException("%s holds a line that is none: %s".formatted(file, line));
            }
        }
        List<Entry> entries = new ArrayList<>();
        for (Map.Entry<Long, Request> request : requests.entrySet()) {
            long number = request.getKey();
            entries.add(new Entry(
                    number,
                    request.getValue(),
                    answers.getOrDefault(number, NO_ANSWER),
                    number > sentBeforeDeath,
                    number > sentBeforeLoss));
        }
        entries.sort((a, b) -> Long.compare(a.number(), b.number()));
        return entries;
    }

    /** Forces the file. A sender that was interrupted while it wrote may have closed the channel; its line is in the file nevertheless. */
    private void force() throws IOException {
        if (channel.isOpen()) {
            channel.force(false);
        }
    }

    @Override
    public void close() throws IOException {
        force();
        channel.close();
        forcing.interrupt();
    }
}
