package dev.millrace.buffer.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.buffer.AppendResult;
import dev.millrace.buffer.Chunk;
import dev.millrace.buffer.EventBuffer;
import dev.millrace.buffer.EventBufferContract;
import dev.millrace.testing.DiskFaults;
import dev.millrace.testing.Frames;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskBufferTest extends EventBufferContract {
    private static final DiskBufferConfig SMALL =
            new DiskBufferConfig(1 << 20, 1 << 14, 1 << 18, Duration.ofNanos(500_000));

    @TempDir
    Path directory;

    private final DiskFaults disk = new DiskFaults();

    @Override
    protected EventBuffer open() throws IOException {
        return DiskBuffer.open(directory, SMALL, disk::open, new SimpleMeterRegistry());
    }

    @Test
    void manyRequestsShareOneForce() throws Exception {
        List<CompletableFuture<Void>> requests = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            requests.add(taken(buffer.append(Frames.of("row"))).onDisk().toCompletableFuture());
        }
        CompletableFuture.allOf(requests.toArray(CompletableFuture[]::new)).get(10, TimeUnit.SECONDS);
        assertThat(disk.forces()).isLessThan(250);
    }

    @Test
    void aFullBufferRefusesUntilTheDrainHasMadeRoom() throws Exception {
        String row = "x".repeat(10_000);
        int appended = 0;
        AppendResult last = buffer.append(Frames.of(row));
        while (last instanceof AppendResult.Taken taken) {
            appended++;
            taken.onDisk().toCompletableFuture().get(10, TimeUnit.SECONDS);
            last = buffer.append(Frames.of(row));
        }
        assertThat(appended).isEqualTo((1 << 20) / 10_017);
        assertThat(((AppendResult.Refused) last).retryAfter()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(60));
        buffer.commit(buffer.take(EAGER).end());
        assertThat(buffer.append(Frames.of(row))).isInstanceOf(AppendResult.Taken.class);
    }

    @Test
    void filesAreDeletedWhenTheirEventsAreStored() throws Exception {
        for (int i = 0; i < 20; i++) {
            taken(buffer.append(Frames.of("x".repeat(10_000))))
                    .onDisk()
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS);
        }
        assertThat(segments()).hasSizeGreaterThan(10);
        for (Chunk chunk = buffer.take(EAGER); !chunk.isEmpty(); chunk = buffer.take(EAGER)) {
            buffer.commit(chunk.end());
        }
        assertThat(segments()).hasSize(1);
    }

    @Test
    void aSecondBufferOnTheDirectoryIsRefusedWithTheHoldersProcess() {
        assertThatThrownBy(this::open)
                .isInstanceOf(DirectoryInUseException.class)
                .hasMessageContaining(directory.toString())
                .hasMessageContaining(Long.toString(ProcessHandle.current().pid()));
    }

    @Test
    void aFailedForceIsNotAcknowledgedAndTheBufferRecovers() throws Exception {
        disk.failForces(1);
        CompletableFuture<Void> onDisk =
                taken(buffer.append(Frames.of("in doubt"))).onDisk().toCompletableFuture();
        assertThatThrownBy(() -> onDisk.get(10, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasMessageContaining("injected");
        assertThat(appendWhenPossible("after")).succeedsWithin(Duration.ofSeconds(10));
        assertThat(takeAll(2)).containsExactly("in doubt", "after");
    }

    @Test
    void aWriteThatFailsHalfWayLeavesNothingBehindThatIsReadTwice() throws Exception {
        taken(buffer.append(Frames.of("before"))).onDisk().toCompletableFuture().get(10, TimeUnit.SECONDS);
        disk.fillUpAfter(10);
        AppendResult.Taken torn = taken(buffer.append(Frames.of("torn")));
        assertThat(torn.onDisk().toCompletableFuture()).failsWithin(Duration.ofSeconds(10));
        assertThat(buffer.state().failure()).contains("No space left");
        assertThat(buffer.append(Frames.of("refused"))).isInstanceOf(AppendResult.Refused.class);
        disk.makeRoom();
        assertThat(appendWhenPossible("after")).succeedsWithin(Duration.ofSeconds(10));
        assertThat(buffer.state().failure()).isNull();
        reopen();
        assertThat(takeAll(3)).containsExactly("before", "torn", "after");
    }

    @Test
    void aFullDiskAtTheStartOfAFileIsSurvived() throws Exception {
        disk.fillUpAfter(5);
        assertThat(taken(buffer.append(Frames.of("first"))).onDisk().toCompletableFuture())
                .failsWithin(Duration.ofSeconds(10));
        disk.makeRoom();
        assertThat(appendWhenPossible("second")).succeedsWithin(Duration.ofSeconds(10));
        reopen();
        assertThat(takeAll(2)).containsExactly("first", "second");
    }

    @Test
    void aRequestThatCanNeverFitIsToldSo() {
        AppendResult.Refused refused =
                (AppendResult.Refused) buffer.append(Frames.of("x".repeat(SMALL.maxPendingBytes())));
        assertThat(refused.reason()).contains("262161 bytes", "262144", "smaller batches");
        assertThat(buffer.append(Frames.of("small"))).isInstanceOf(AppendResult.Taken.class);
    }

    @Test
    void appendsThatRaceWithCloseAreAnsweredAndKept() throws Exception {
        List<CompletableFuture<Void>> answers = new CopyOnWriteArrayList<>();
        List<Thread> senders = Stream.generate(() -> Thread.ofVirtual().start(() -> {
                    while (buffer.append(Frames.of("row")) instanceof AppendResult.Taken taken) {
                        answers.add(taken.onDisk().toCompletableFuture());
                    }
                }))
                .limit(2)
                .toList();
        TimeUnit.MILLISECONDS.sleep(20);
        buffer.close();
        for (Thread sender : senders) {
            sender.join();
        }
        assertThat(answers).isNotEmpty().allMatch(answer -> answer.isDone() && !answer.isCompletedExceptionally());
        buffer = open();
        assertThat(takeAll(answers.size())).hasSize(answers.size());
        assertThat(buffer.take(EAGER).isEmpty()).isTrue();
    }

    @Test
    void theFilesOfStoredEventsAreGoneSoonAfterRetiringThem() throws Exception {
        appendRows(12);
        commitAll();
        assertThat(segments()).hasSize(1);
        buffer.retireFiles();
        awaitNoSegments();
        appendRows(1);
        assertThat(segments()).hasSize(1);
        assertThat(takeAll(1)).hasSize(1);
    }

    @Test
    void retiredFilesGoWithTheCommitOfTheirLastEvent() throws Exception {
        appendRows(12);
        buffer.retireFiles();
        commitAll();
        awaitNoSegments();
    }

    @Test
    void whatWasAppendedAMomentBeforeIsRetiredToo() throws Exception {
        for (int i = 0; i < 20; i++) {
            taken(buffer.append(Frames.of("row")));
            buffer.retireFiles();
            commitAll();
            awaitNoSegments();
        }
    }

    @Test
    void theFileThatGrowsAfterRetiringIsAnotherOne() throws Exception {
        appendRows(1);
        buffer.retireFiles();
        appendRows(1);
        List<Path> files = segments();
        assertThat(files).hasSize(2);
        buffer.commit(buffer.take(EAGER).end());
        assertThat(segments()).containsExactly(files.getLast());
        commitAll();
        assertThat(segments()).as("not retired").containsExactly(files.getLast());
    }

    @Test
    void theFilesOfAnEarlierProcessAreRetiredFromTheStart() throws Exception {
        appendRows(12);
        reopen();
        assertThat(segments()).hasSizeGreaterThan(1);
        commitAll();
        awaitNoSegments();
    }

    @Test
    void positionsGoOnAfterARestartWithoutFiles() throws Exception {
        appendRows(12);
        buffer.retireFiles();
        long end = commitAll();
        awaitNoSegments();
        reopen();
        assertThat(buffer.state().pendingBytes()).isZero();
        List<String> rows = appendRows(1);
        Chunk chunk = buffer.take(EAGER);
        assertThat(Frames.texts(chunk)).isEqualTo(rows);
        assertThat(chunk.end()).isGreaterThan(end);
        assertThat(segments()).containsExactly(Segment.fileName(directory, end));
    }

    @Test
    void aFileStaysAsLongAsThePositionBehindItIsNotSafe() throws Exception {
        appendRows(1);
        buffer.retireFiles();
        Chunk chunk = buffer.take(EAGER);
        disk.failForces(1);
        buffer.commit(chunk.end());
        assertThat(segments()).hasSize(1);
        buffer.retireFiles();
        awaitNoSegments();
    }

    @Test
    void retiringWhileTheDiskFailsTakesEffectWhenItWorksAgain() throws Exception {
        disk.fillUpAfter(10);
        assertThat(taken(buffer.append(Frames.of("torn"))).onDisk().toCompletableFuture())
                .failsWithin(Duration.ofSeconds(10));
        buffer.retireFiles();
        disk.makeRoom();
        assertThat(takeAll(1)).containsExactly("torn");
        commitAll();
        awaitNoSegments();
        assertThat(appendWhenPossible("after")).succeedsWithin(Duration.ofSeconds(10));
        assertThat(takeAll(1)).containsExactly("after");
    }

    /** Rows of 4,096 bytes on disk, four to a file, each in a write of its own. */
    private List<String> appendRows(int count) throws Exception {
        List<String> rows =
                IntStream.range(0, count).mapToObj(i -> "%-4079s".formatted(i)).toList();
        for (String row : rows) {
            taken(buffer.append(Frames.of(row))).onDisk().toCompletableFuture().get(10, TimeUnit.SECONDS);
        }
        return rows;
    }

    /** Returns the last position. */
    private long commitAll() throws IOException, InterruptedException {
        long end = 0;
        while (buffer.state().pendingBytes() > 0) {
            end = buffer.take(EAGER).end();
            buffer.commit(end);
        }
        return end;
    }

    private void awaitNoSegments() throws IOException, InterruptedException {
        for (int i = 0; i < 500 && !segments().isEmpty(); i++) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
        assertThat(segments()).isEmpty();
    }

    private CompletableFuture<Void> appendWhenPossible(String text) throws InterruptedException {
        while (true) {
            if (buffer.append(Frames.of(text)) instanceof AppendResult.Taken taken) {
                return taken.onDisk().toCompletableFuture();
            }
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    private List<Path> segments() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(Segment::isSegment).sorted().toList();
        }
    }
}
