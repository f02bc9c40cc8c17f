package dev.millrace.buffer.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.buffer.AppendResult;
import dev.millrace.buffer.BatchLimits;
import dev.millrace.buffer.BufferRows;
import dev.millrace.buffer.Chunk;
import dev.millrace.buffer.Frame;
import dev.millrace.testing.DiskFaults;
import dev.millrace.testing.Frames;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Looking through what waits: several files, damage, a failing disk, interrupts, and the drain beside it. */
@Timeout(60)
class DiskBufferVisitTest {
    private static final BatchLimits EAGER = new BatchLimits(1_000_000, 1 << 20, Duration.ofMillis(10));

    /** Four rows to a file. */
    private static final DiskBufferConfig SMALL = new DiskBufferConfig(1 << 20, 1 << 14, 1 << 18, Duration.ZERO);

    @TempDir
    Path directory;

    private final DiskFaults disk = new DiskFaults();
    private DiskBuffer buffer;

    @BeforeEach
    void open() throws IOException {
        buffer = DiskBuffer.open(directory, SMALL, disk::open, new SimpleMeterRegistry());
    }

    @AfterEach
    void close() {
        buffer.close();
    }

    @Test
    void aVisitGoesThroughAllFiles() throws Exception {
        List<String> rows = appendRows(90);
        assertThat(segments()).hasSizeGreaterThan(20);
        assertThat(visited()).isEqualTo(rows);
    }

    @Test
    void aVisitShowsFramesUpToTheLargestHoweverTheyLieInItsMemory() throws Exception {
        DiskBufferConfig large = new DiskBufferConfig(1 << 26, 1 << 25, 1 << 24, Duration.ZERO);
        List<Integer> sizes = List.of(1, 1 << 22, 100, (1 << 22) - 1, 3 << 20, 3 << 20, 1 << 20, 1);
        List<Integer> seen = new ArrayList<>();
        buffer.close();
        buffer = DiskBuffer.open(directory, large, disk::open, new SimpleMeterRegistry());
        for (int size : sizes) {
            appendAndWait("x".repeat(size));
        }
        buffer.visitPending(frame -> seen.add(frame.rows().remaining()));
        assertThat(seen).isEqualTo(sizes);
    }

    @Test
    void aVisitPassesOverDamageAndLeavesItToTheDrain() throws Exception {
        List<String> rows = appendRows(12);
        List<Path> files = segments();
        int perFile = 12 / files.size();
        try (RandomAccessFile second = new RandomAccessFile(files.get(1).toFile(), "rw")) {
            second.seek(100);
            second.write('y');
        }
        List<String> expected = new ArrayList<>(rows);
        expected.remove(perFile);
        assertThat(visited()).isEqualTo(expected);
        assertThat(visited()).isEqualTo(expected);
        assertThat(directory.resolve("set-aside")).doesNotExist();
        assertThat(takeAll(expected.size())).isEqualTo(expected);
        assertThat(directory.resolve("set-aside")).isNotEmptyDirectory();
        buffer.commit(buffer.take(EAGER).end());
        assertThat(buffer.state().rows()).isEqualTo(new BufferRows(0, 0, 1));
    }

    @Test
    void aVisitSaysThatAFileIsMissing() throws Exception {
        appendRows(12);
        Files.delete(segments().get(1));
        assertThatThrownBy(this::visited).isInstanceOf(IOException.class).hasMessageContaining(".segment");
    }

    @Test
    void aVisitThatCannotShowEverythingBecauseOfTheDiskSaysSo() throws Exception {
        disk.fillUpAfter(0);
        buffer.append(Frames.of("not on disk"));
        assertThatThrownBy(this::visited).isInstanceOf(IOException.class).hasMessageContaining("No space left");
        disk.makeRoom();
        while (!(buffer.append(Frames.of("after")) instanceof AppendResult.Taken)) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
        assertThat(visited()).containsExactly("not on disk", "after");
    }

    @Test
    void aVisitorThatIsInterruptedClosesNobodysFile() throws Exception {
        List<String> rows = appendRows(30);
        for (int after : List.of(0, 1, 10)) {
            Thread visitor = Thread.ofVirtual().start(() -> {
                AtomicInteger seen = new AtomicInteger();
                assertThatThrownBy(() -> buffer.visitPending(_ -> {
                            if (seen.getAndIncrement() == after) {
                                Thread.currentThread().interrupt();
                            }
                            return true;
                        }))
                        .isInstanceOf(IOException.class);
            });
            visitor.join();
        }
        assertThat(visited()).isEqualTo(rows);
        buffer.append(Frames.of("after"));
        assertThat(takeAll(31)).startsWith(rows.getFirst()).endsWith("after");
    }

    @Test
    void noMoreThanTwoVisitAtOnce() throws Exception {
        buffer.append(Frames.of("row"));
        AtomicInteger inside = new AtomicInteger();
        CountDownLatch leave = new CountDownLatch(1);
        List<Thread> visitors = Stream.generate(() -> Thread.ofVirtual().start(() -> {
                    try {
                        buffer.visitPending(_ -> {
                            inside.incrementAndGet();
                            return awaits(leave);
                        });
                    } catch (IOException | InterruptedException e) {
                        throw new AssertionError(e);
                    }
                }))
                .limit(6)
                .toList();
        TimeUnit.MILLISECONDS.sleep(200);
        assertThat(inside).hasValue(2);
        leave.countDown();
        for (Thread visitor : visitors) {
            visitor.join();
        }
        assertThat(inside).hasValue(6);
    }

    @Test
    void visitsBesideTheDrainShowWhateverIsNotCommitted() throws Exception {
        int rows = 3000;
        AtomicInteger appended = new AtomicInteger();
        AtomicInteger committed = new AtomicInteger();
        Thread sender = Thread.ofVirtual().start(() -> {
            while (appended.get() < rows) {
                String row = "%-700s".formatted(appended.get());
                if (buffer.append(Frames.of(row)) instanceof AppendResult.Taken) {
                    appended.incrementAndGet();
                }
                if (appended.get() % 100 == 0) {
                    buffer.retireFiles();
                }
            }
        });
        Thread drain = Thread.ofPlatform().start(() -> {
            try {
                while (committed.get() < rows) {
                    Chunk chunk = buffer.take(new BatchLimits(7, 1 << 20, Duration.ZERO));
                    buffer.commit(chunk.end());
                    committed.addAndGet(chunk.frames().size());
                }
            } catch (IOException | InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        while (drain.isAlive()) {
            int mustBeSeen = appended.get();
            List<Integer> numbers = new ArrayList<>();
            buffer.visitPending(frame -> numbers.add(Integer.valueOf(text(frame).strip())));
            int mayBeMissing = committed.get() + 7; // of the commit that is going on
            assertThat(numbers).isSorted().doesNotHaveDuplicates();
            assertThat(numbers)
                    .containsAll(
                            IntStream.range(mayBeMissing, mustBeSeen).boxed().toList());
        }
        sender.join();
        assertThat(committed).hasValue(rows);
        assertThat(visited()).isEmpty();
    }

    /** Rows of 4,096 bytes on disk, each in a write of its own. */
    private List<String> appendRows(int count) throws Exception {
        List<String> rows =
                IntStream.range(0, count).mapToObj(i -> "%-4079s".formatted(i)).toList();
        for (String row : rows) {
            appendAndWait(row);
        }
        return rows;
    }

    private void appendAndWait(String row) throws Exception {
        AppendResult.Taken taken = (AppendResult.Taken) buffer.append(Frames.of(row));
        taken.onDisk().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private List<String> visited() throws IOException, InterruptedException {
        List<String> texts = new ArrayList<>();
        buffer.visitPending(frame -> texts.add(text(frame)));
        return texts;
    }

    private static String text(Frame frame) {
        return Frames.texts(new Chunk(List.of(frame), 0)).getFirst();
    }

    private List<String> takeAll(int count) throws IOException, InterruptedException {
        List<String> texts = new ArrayList<>();
        while (texts.size() < count) {
            texts.addAll(Frames.texts(buffer.take(EAGER)));
        }
        return texts;
    }

    private static boolean awaits(CountDownLatch latch) {
        try {
            return latch.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private List<Path> segments() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(Segment::isSegment).sorted().toList();
        }
    }
}
