package dev.millrace.buffer.disk;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.millrace.buffer.AppendResult;
import dev.millrace.buffer.BatchLimits;
import dev.millrace.buffer.Chunk;
import dev.millrace.testing.Frames;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** What a start makes of files that a crash, or a bad disk, left. */
class RecoveryTest {
    private static final BatchLimits EAGER = new BatchLimits(1_000_000, 1 << 20, Duration.ofMillis(1));

    /** So small that a segment holds about ten rows. */
    private static final DiskBufferConfig CONFIG = new DiskBufferConfig(1 << 20, 1 << 12, 1 << 16, Duration.ZERO);

    private static final int ROW_BYTES = 400;

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 16, 17, 200, ROW_BYTES})
    void aTornEndIsCutAtTheLastWholeFrame(int missing) throws Exception {
        write(5);
        Path newest = segments().getLast();
        truncate(newest, Files.size(newest) - missing);
        assertThat(readAll()).isEqualTo(rows(0, 4));
        assertThat(setAside()).hasSize(1);
    }

    @Test
    void bytesOfZeroBehindTheEndAreNoFrames() throws Exception {
        write(5);
        try (RandomAccessFile file = new RandomAccessFile(segments().getLast().toFile(), "rw")) {
            file.setLength(file.length() + 5000);
        }
        assertThat(readAll()).isEqualTo(rows(0, 5));
    }

    @Test
    void afterATornEndTheBufferTakesAndKeepsFurtherEvents() throws Exception {
        write(5);
        Path newest = segments().getLast();
        truncate(newest, Files.size(newest) - 1);
        try (DiskBuffer buffer = open()) {
            append(buffer, "more");
        }
        List<String> expected = new ArrayList<>(rows(0, 4));
        expected.add("more");
        assertThat(readAll()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void aFlippedBitInARowCostsOnlyItsFrame(int fileIndex) throws Exception {
        write(35);
        List<Path> files = segments();
        assertThat(files).hasSize(4);
        flipBit(files.get(fileIndex), Segment.HEADER_BYTES + 3L * (ROW_BYTES + 17) + 100);
        int perFile = (int) ((Files.size(files.get(0)) - Segment.HEADER_BYTES) / (ROW_BYTES + 17));
        List<String> expected = new ArrayList<>(rows(0, 35));
        expected.remove(fileIndex * perFile + 3);
        assertThat(readAll()).isEqualTo(expected);
        assertThat(setAside()).hasSize(1);
        assertThat(Files.readString(setAside().getFirst(), StandardCharsets.ISO_8859_1))
                .contains("%s xxx".formatted(fileIndex * perFile + 3));
    }

    @Test
    void aVisitShowsWhatLiesBehindADamagedFrame() throws Exception {
        write(5);
        flipBit(segments().getFirst(), Segment.HEADER_BYTES + 3L * (ROW_BYTES + 17) + 100);
        List<String> expected = new ArrayList<>(rows(0, 5));
        expected.remove(3);
        List<String> seen = new ArrayList<>();
        try (DiskBuffer buffer = open()) {
            buffer.visitPending(frame -> seen.addAll(Frames.texts(new Chunk(List.of(frame), 0))));
        }
        assertThat(seen).isEqualTo(expected);
    }

    @Test
    void aDamagedLengthCostsTheRestOfItsFileAndNoOtherFile() throws Exception {
        write(35);
        List<Path> files = segments();
        assertThat(files).hasSizeGreaterThan(3);
        flipBit(files.get(1), Segment.HEADER_BYTES + 3L * (ROW_BYTES + 17));
        List<String> read = readAll();
        int perFile = (int) ((Files.size(files.get(0)) - Segment.HEADER_BYTES) / (ROW_BYTES + 17));
        List<String> expected = new ArrayList<>(rows(0, perFile + 3));
        expected.addAll(rows(2 * perFile, 35));
        assertThat(read).isEqualTo(expected);
        assertThat(setAside()).hasSize(1);
    }

    @Test
    void aMissingFileIsNamedInTheLogTheOldestToo() throws Exception {
        write(35);
        Files.delete(segments().getFirst());
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        Logger logger = (Logger) LoggerFactory.getLogger(Recovery.class);
        log.start();
        logger.addAppender(log);
        try {
            readAll();
        } finally {
            logger.detachAppender(log);
        }
        assertThat(log.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .anyMatch(line -> line.startsWith("The buffer misses positions 0 to "));
    }

    @Test
    void aMissingFileCostsOnlyItsOwnEvents() throws Exception {
        write(35);
        List<Path> files = segments();
        int perFile = (int) ((Files.size(files.get(0)) - Segment.HEADER_BYTES) / (ROW_BYTES + 17));
        Files.delete(files.get(1));
        List<String> expected = new ArrayList<>(rows(0, perFile));
        expected.addAll(rows(2 * perFile, 35));
        assertThat(readAll()).isEqualTo(expected);
    }

    @Test
    void aFileOfAnotherFormatVersionIsMovedAsideWhole() throws Exception {
        write(5);
        Path newest = segments().getLast();
        try (RandomAccessFile file = new RandomAccessFile(newest.toFile(), "rw")) {
            file.seek(8);
            file.write(9);
        }
        assertThat(readAll()).isEmpty();
        assertThat(setAside()).hasSize(1);
    }

    @Test
    void aFileWhoseHeaderNamesAnotherPlaceDoesNotTakeThatPlace() throws Exception {
        write(35);
        List<Path> files = segments();
        int perFile = (int) ((Files.size(files.get(0)) - Segment.HEADER_BYTES) / (ROW_BYTES + 17));
        try (RandomAccessFile second = new RandomAccessFile(files.get(1).toFile(), "rw")) {
            second.seek(16);
            second.writeLong(0); // the first file's place
        }
        List<String> expected = new ArrayList<>(rows(0, perFile));
        expected.addAll(rows(2 * perFile, 35));
        assertThat(readAll()).isEqualTo(expected);
        assertThat(setAside()).hasSize(1);
    }

    @Test
    void aFileThatWasOnlyJustMadeIsNoHindrance() throws Exception {
        write(5);
        Files.createFile(Segment.fileName(directory, 1_000_000));
        assertThat(readAll()).isEqualTo(rows(0, 5));
    }

    @Test
    void aDamagedCommitFileMakesEverythingBeReadAgain() throws Exception {
        write(5);
        try (DiskBuffer buffer = open()) {
            buffer.commit(
                    buffer.take(new BatchLimits(2, 1 << 20, Duration.ZERO)).end());
        }
        assertThat(readAll()).isEqualTo(rows(2, 5));
        flipBit(directory.resolve("committed"), 3);
        assertThat(readAll()).isEqualTo(rows(0, 5));
    }

    @Test
    void withoutFilesTheCommittedPositionIsWhereItGoesOn() throws Exception {
        try (CommitFile committed = CommitFile.open(directory, FileChannel::open)) {
            committed.write(4711);
        }
        write(1);
        assertThat(segments()).containsExactly(Segment.fileName(directory, 4711));
        assertThat(readAll()).isEqualTo(rows(0, 1));
    }

    @Test
    void withoutFilesAndWithADamagedCommitFileItBeginsAnew() throws Exception {
        Files.writeString(directory.resolve("committed"), "no position");
        write(5);
        assertThat(readAll()).isEqualTo(rows(0, 5));
    }

    @Test
    void aStoredFileThatComesBackIsDeletedAgain() throws Exception {
        write(5);
        Path file = segments().getFirst();
        byte[] bytes = Files.readAllBytes(file);
        try (DiskBuffer buffer = open()) {
            buffer.commit(buffer.take(EAGER).end());
        }
        assertThat(segments()).isEmpty();
        Files.write(file, bytes);
        assertThat(readAll()).isEmpty();
        assertThat(segments()).isEmpty();
    }

    @Test
    void aDamagedEndThatFindsNoRoomToBeCopiedIsKeptWithItsFile() throws Exception {
        write(5);
        Path newest = segments().getLast();
        flipBit(newest, Segment.HEADER_BYTES + 4L * (ROW_BYTES + 17) + 100);
        Path noDirectory = Files.writeString(directory.resolve("set-aside"), "as good as a full disk");
        try (DiskBuffer buffer = open()) {
            append(buffer, "more");
            assertThat(newest).exists();
            Files.delete(noDirectory);
            List<String> expected = new ArrayList<>(rows(0, 4));
            expected.add("more");
            assertThat(take(buffer)).isEqualTo(expected);
            buffer.commit(buffer.take(EAGER).end());
            append(buffer, "last");
            take(buffer);
        }
        assertThat(setAside()).hasSize(1);
        assertThat(Files.readString(setAside().getFirst(), StandardCharsets.ISO_8859_1))
                .contains("4 xxx");
    }

    @Test
    void aDamagedEndThatFoundNoRoomIsStillKeptAfterAnotherStart() throws Exception {
        write(5);
        flipBit(segments().getLast(), Segment.HEADER_BYTES + 4L * (ROW_BYTES + 17) + 100);
        Path noDirectory = Files.writeString(directory.resolve("set-aside"), "as good as a full disk");
        try (DiskBuffer buffer = open()) {
            append(buffer, "more");
        }
        Files.delete(noDirectory);
        List<String> expected = new ArrayList<>(rows(0, 4));
        expected.add("more");
        assertThat(readAll()).isEqualTo(expected);
        try (DiskBuffer buffer = open()) {
            buffer.commit(buffer.take(EAGER).end());
            buffer.commit(buffer.take(EAGER).end());
        }
        assertThat(setAside()).hasSize(1);
        assertThat(Files.readString(setAside().getFirst(), StandardCharsets.ISO_8859_1))
                .contains("4 xxx");
    }

    private DiskBuffer open() throws IOException {
        return DiskBuffer.open(directory, CONFIG, FileChannel::open, new SimpleMeterRegistry());
    }

    private void write(int count) throws Exception {
        try (DiskBuffer buffer = open()) {
            for (String row : rows(0, count)) {
                append(buffer, row);
            }
        }
    }

    private static void append(DiskBuffer buffer, String row) throws Exception {
        AppendResult.Taken taken = (AppendResult.Taken) buffer.append(Frames.of(row));
        taken.onDisk().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private List<String> readAll() throws IOException, InterruptedException {
        List<String> texts = new ArrayList<>();
        try (DiskBuffer buffer = open()) {
            texts.addAll(take(buffer));
        }
        return texts;
    }

    private static List<String> take(DiskBuffer buffer) throws IOException, InterruptedException {
        List<String> texts = new ArrayList<>();
        long end = -1;
        for (Chunk chunk = buffer.take(EAGER); chunk.end() != end; chunk = buffer.take(EAGER)) {
            texts.addAll(Frames.texts(chunk));
            end = chunk.end();
        }
        return texts;
    }

    private static List<String> rows(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> "%s %s".formatted(i, "x".repeat(ROW_BYTES)).substring(0, ROW_BYTES))
                .toList();
    }

    private List<Path> segments() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(Segment::isSegment).sorted().toList();
        }
    }

    private List<Path> setAside() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("set-aside"))) {
            return files.toList();
        }
    }

    private static void truncate(Path file, long size) throws IOException {
        try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw")) {
            access.setLength(size);
        }
    }

    private static void flipBit(Path file, long offset) throws IOException {
        try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw")) {
            access.seek(offset);
            int old = access.read();
            access.seek(offset);
            access.write(old ^ 4);
        }
    }
}
