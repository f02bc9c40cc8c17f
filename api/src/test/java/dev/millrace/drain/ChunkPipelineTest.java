package dev.millrace.drain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.buffer.AppendResult;
import dev.millrace.buffer.EventBuffer;
import dev.millrace.buffer.Frame;
import dev.millrace.buffer.FrameCodec;
import dev.millrace.buffer.disk.DiskBuffer;
import dev.millrace.buffer.disk.DiskBufferConfig;
import dev.millrace.clickhouse.TestInserter;
import dev.millrace.deadletter.DeadLetters;
import dev.millrace.deadletter.TestLetters;
import dev.millrace.testing.TextTable;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two threads, chunks of one row each, and a server that answers when it is told to. */
@Timeout(60)
class ChunkPipelineTest {
    private static final int DAY = 20_000;

    @TempDir
    Path directory;

    private final Noticing rewriter = new Noticing();
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final List<Thread> threads = new ArrayList<>();
    private InsertServer server;
    private TestInserter inserter;
    private EventBuffer buffer;

    /** Has to do with rows that it knows, in whose place it stores others. */
    private final class Noticing implements Rewriter {
        final Set<String> known = ConcurrentHashMap.newKeySet();

        /** Becomes known when the row is amended that is the key. */
        final ConcurrentHashMap<String, String> learned = new ConcurrentHashMap<>();

        /** What was stored when a row was rewritten. */
        final ConcurrentHashMap<String, List<String>> storedBefore = new ConcurrentHashMap<>();

        final List<String> amended = new CopyOnWriteArrayList<>();

        @Override
        public boolean concerns(List<Frame> frames) {
            return texts(frames).stream().anyMatch(known::contains);
        }

        @Override
        public List<Frame> rewrite(List<Frame> frames) {
            List<Frame> rewritten = new ArrayList<>();
            for (String text : texts(frames)) {
                if (known.contains(text)) {
                    storedBefore.put(text, List.copyOf(server.stored()));
                    rewritten.add(TextTable.frame(1, DAY, text + " rewritten"));
                } else {
                    rewritten.add(TextTable.frame(1, DAY, text));
                }
            }
            return rewritten;
        }

        @Override
        public List<Frame> amend(List<Frame> frames) {
            for (String text : texts(frames)) {
                amended.add(text);
                String more = learned.get(text);
                if (more != null) {
                    known.add(more);
                }
            }
            return List.of();
        }

        private static List<String> texts(List<Frame> frames) {
            List<String> texts = new ArrayList<>();
            for (Frame frame : frames) {
                byte[] rows = new byte[frame.rows().remaining()];
                frame.rows().duplicate().get(rows);
                texts.addAll(TextTable.texts(rows));
            }
            return texts;
        }
    }

    @BeforeEach
    void open() throws IOException {
        server = new InsertServer();
        inserter = new TestInserter(server.url(), Duration.ofSeconds(30));
        openBuffer();
    }

    private void openBuffer() throws IOException {
        buffer = DiskBuffer.open(
                directory.resolve("buffer"),
                new DiskBufferConfig(1 << 24, 1 << 20, 1 << 20, Duration.ZERO),
                FileChannel::open,
                new SimpleMeterRegistry());
    }

    @AfterEach
    void close() throws InterruptedException {
        stopping.set(true);
        server.close();
        for (Thread thread : threads) {
            thread.join();
        }
        inserter.close();
        buffer.close();
    }

    private void start() {
        DeadLetters letters = TestLetters.in(directory, InstantSource.system());
        DrainConfig config =
                new DrainConfig(1, 1 << 20, Duration.ZERO, 2, Duration.ofMillis(10), Duration.ofSeconds(10));
        DrainMetrics metrics = new DrainMetrics(new SimpleMeterRegistry(), buffer);
        ChunkStore store = new ChunkStore(
                List.of(rewriter),
                List.of(TextTable.of(1)),
                new BatchStore(inserter.inserter(), letters, metrics, config),
                metrics,
                UnaryOperator.identity());
        RetryPolicy retryPolicy = pause -> {
            TimeUnit.NANOSECONDS.sleep(pause.toNanos());
            return !stopping.get();
        };
        ChunkPipeline line = new ChunkPipeline(
                buffer, new SingleShardStore(store), metrics::committed, config.batchLimits(), false, retryPolicy);
        for (int i = 0; i < config.inserts(); i++) {
            threads.add(Thread.ofPlatform().start(() -> {
                try {
                    while (!stopping.get() && line.storeNext()) {
                        // the next one
                    }
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                } finally {
                    line.end();
                }
            }));
        }
    }

    /** Each its own chunk; returns when they are on disk. The stages complete when they are stored. */
    private List<CompletableFuture<Void>> append(String... texts) throws Exception {
        List<CompletableFuture<Void>> stored = new ArrayList<>();
        for (String text : texts) {
            byte[] rows = TextTable.rows(List.of(text));
            byte[] frame = new byte[FrameCodec.HEADER_BYTES + rows.length];
            System.arraycopy(rows, 0, frame, FrameCodec.HEADER_BYTES, rows.length);
            FrameCodec.writeHeader(frame, 0, 1, DAY, 1, rows.length);
            AppendResult.Taken taken = (AppendResult.Taken) buffer.append(ByteBuffer.wrap(frame));
            taken.onDisk().toCompletableFuture().get(10, TimeUnit.SECONDS);
            stored.add(taken.stored().get().toCompletableFuture());
        }
        return stored;
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        while (!condition.getAsBoolean()) {
            TimeUnit.MILLISECONDS.sleep(2);
        }
    }

    /** For what must not happen: long enough for it to have happened. */
    private static void aWhile() throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(200);
    }

    @Test
    void whileAChunkIsInsertedTheNextOneIsInsertedTooAndWaitsForItsTurnToLeave() throws Exception {
        server.hold("a");
        List<CompletableFuture<Void>> stored = append("a", "b", "c");
        start();
        await(() -> server.stored().contains("b"));
        aWhile();
        assertThat(stored).as("while the first is under way").noneMatch(CompletableFuture::isDone);
        assertThat(server.arrived()).as("two at a time").containsExactlyInAnyOrder(List.of("a"), List.of("b"));
        server.release("a");
        for (CompletableFuture<Void> each : stored) {
            each.get(10, TimeUnit.SECONDS);
        }
        assertThat(rewriter.amended).containsExactly("a", "b", "c");
        assertThat(server.arrived()).hasSize(3);
    }

    @Test
    void aChunkThatARewriterChangesIsStoredAloneBetweenThoseBeforeAndBehindIt() throws Exception {
        rewriter.known.add("b");
        server.hold("a");
        server.hold("b rewritten");
        List<CompletableFuture<Void>> stored = append("a", "b", "c");
        start();
        await(() -> !server.arrived().isEmpty());
        aWhile();
        assertThat(server.arrived()).containsExactly(List.of("a"));
        assertThat(rewriter.storedBefore).isEmpty();
        server.release("a");
        await(() -> server.arrived().size() > 1);
        aWhile();
        assertThat(server.arrived()).containsExactly(List.of("a"), List.of("b rewritten"));
        server.release("b rewritten");
        stored.getLast().get(10, TimeUnit.SECONDS);
        assertThat(rewriter.storedBefore.get("b")).containsExactly("a");
        assertThat(server.stored()).containsExactly("a", "b rewritten", "c");
        assertThat(rewriter.amended).containsExactly("a", "b rewritten", "c");
    }

    @Test
    void whatBecomesKnownWhileAChunkIsInsertedIsNotMissed() throws Exception {
        rewriter.learned.put("a", "b");
        server.hold("a");
        List<CompletableFuture<Void>> stored = append("a", "b");
        start();
        await(() -> server.stored().contains("b"));
        server.release("a");
        stored.getLast().get(10, TimeUnit.SECONDS);
        assertThat(server.stored()).containsExactly("b", "a", "b rewritten");
    }

    @Test
    void rowsThatAreRefusedBesideOthersAreDeadLettersAndTheOthersAreStored() throws Exception {
        server.refuse("poison");
        server.hold("b");
        List<CompletableFuture<Void>> stored = append("poison", "b", "c");
        start();
        stored.getFirst().get(10, TimeUnit.SECONDS);
        assertThat(stored.get(1)).isNotDone();
        server.release("b");
        stored.getLast().get(10, TimeUnit.SECONDS);
        assertThat(server.stored()).containsExactlyInAnyOrder("b", "c");
        try (Stream<Path> files = Files.list(directory.resolve("dead-letters"))) {
            assertThat(files.filter(Files::isRegularFile)).anyMatch(file -> lines(file) == 1);
        }
    }

    private static long lines(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith("{")).count();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void whatIsNotTakenIsSentAgainAndWhatIsBehindItIsNot() throws Exception {
        server.fail("a", 3);
        List<CompletableFuture<Void>> stored = append("a", "b");
        start();
        stored.getLast().get(10, TimeUnit.SECONDS);
        assertThat(stored.getFirst()).isDone();
        assertThat(server.stored()).containsExactlyInAnyOrder("a", "b");
        assertThat(server.arrived()).hasSize(5);
        assertThat(rewriter.amended).containsExactly("a", "b");
    }

    @Test
    void whatIsStoredBehindAChunkThatIsNotStaysInTheBufferOfTheNextProcess() throws Exception {
        server.fail("a", -1);
        List<CompletableFuture<Void>> stored = append("a", "b");
        start();
        await(() -> server.stored().contains("b"));
        stopping.set(true);
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(stored).noneMatch(CompletableFuture::isDone);
        buffer.close();
        openBuffer();
        stopping.set(false);
        server.fail("a", 0);
        start();
        await(() -> buffer.state().pendingBytes() == 0);
        assertThat(server.stored()).containsExactlyInAnyOrder("b", "a", "b");
    }
}
