package dev.millrace.buffer.disk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.buffer.AppendResult;
import dev.millrace.buffer.BatchLimits;
import dev.millrace.buffer.Chunk;
import dev.millrace.buffer.EventBuffer;
import dev.millrace.buffer.Frame;
import dev.millrace.buffer.FrameCodec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What a buffer was given and what it answered, and so what it may, and must, give out. Frames carry their number as their day.
 * {@link #append} from any thread, the rest from one.
 */
final class BufferModel {
    private enum Answer {
        NONE_YET,
        SAFE,
        IN_DOUBT,
        REFUSED
    }

    /** One frame that was handed over. */
    private static final class Sent {
        final int sender;
        final int rowsBytes;
        volatile Answer answer = Answer.NONE_YET;
        volatile @Nullable CompletableFuture<Void> onDisk;

        Sent(int sender, int rowsBytes) {
            this.sender = sender;
            this.rowsBytes = rowsBytes;
        }
    }

    private record TakenChunk(long end, List<Integer> frames, long bytes) {}

    private final AtomicInteger frames = new AtomicInteger();
    private final Map<Integer, Sent> sent = new ConcurrentSkipListMap<>();
    private final Map<Integer, Long> positions = new HashMap<>();

    /** The frame at each position that was ever read. */
    private final TreeMap<Long, Integer> places = new TreeMap<>();

    private final Set<Integer> committed = new HashSet<>();

    /** Committed once, but the note of it may be lost: neither owed nor forbidden. */
    private final Set<Integer> mayComeAgain = new HashSet<>();

    /** Since the buffer was opened. */
    private final Set<Integer> read = new HashSet<>();

    private final Map<Integer, Integer> lastOfSender = new HashMap<>();
    private final Deque<TakenChunk> uncommitted = new ArrayDeque<>();
    private long lastEnd;
    private boolean commitNoted = true;

    /** Appends frames of these sizes with one call. */
    void append(EventBuffer buffer, int sender, List<Integer> sizes) {
        int total =
                sizes.stream().mapToInt(size -> size + FrameCodec.HEADER_BYTES).sum();
        ByteBuffer bytes = ByteBuffer.allocate(total);
        List<Sent> together = new ArrayList<>();
        for (int size : sizes) {
            int number = frames.incrementAndGet();
            bytes.put(frame(number, size));
            Sent frame = new Sent(sender, size);
            sent.put(number, frame);
            together.add(frame);
        }
        switch (buffer.append(bytes.flip())) {
            case AppendResult.Taken taken ->
                together.forEach(frame -> frame.onDisk = taken.onDisk().toCompletableFuture());
            case AppendResult.Refused _ -> together.forEach(frame -> frame.answer = Answer.REFUSED);
        }
    }

    private static byte[] frame(int number, int size) {
        byte[] frame = new byte[FrameCodec.HEADER_BYTES + size];
        for (int i = 0; i < size; i++) {
            frame[FrameCodec.HEADER_BYTES + i] = rowsByte(number, i);
        }
        FrameCodec.writeHeader(frame, 0, 1, number, 1 + number % 3, size);
        return frame;
    }

    private static byte rowsByte(int number, int index) {
        return (byte) (number * 31 + index * 7 + (index >> 8));
    }

    /** Notes the answers that have come. */
    void noteAnswers() {
        for (Sent frame : sent.values()) {
            CompletableFuture<Void> onDisk = frame.onDisk;
            if (frame.answer == Answer.NONE_YET && onDisk != null && onDisk.isDone()) {
                frame.answer = onDisk.isCompletedExceptionally() ? Answer.IN_DOUBT : Answer.SAFE;
            }
        }
    }

    void awaitAnswers() throws Exception {
        for (Sent frame : sent.values()) {
            CompletableFuture<Void> onDisk = frame.onDisk;
            if (frame.answer == Answer.NONE_YET && onDisk != null) {
                onDisk.handle((_, _) -> true).get(20, TimeUnit.SECONDS);
            }
        }
        noteAnswers();
    }

    /** Whoever waits when the power goes has no answer. */
    void powerIsCut() {
        for (Sent frame : sent.values()) {
            if (frame.answer == Answer.NONE_YET) {
                frame.answer = Answer.IN_DOUBT;
            }
        }
        commitNoted = false;
    }

    /** A clean close leaves nobody waiting. */
    void isClosed() {
        noteAnswers();
        assertThat(sent.values()).noneMatch(frame -> frame.answer == Answer.NONE_YET);
    }

    void isOpened(long pendingBytes) {
        read.clear();
        lastOfSender.clear();
        uncommitted.clear();
        lastEnd = 0;
        if (!commitNoted) {
            mayComeAgain.addAll(committed);
            committed.clear();
        }
        long owed = owed().stream().mapToLong(this::frameBytes).sum();
        assertThat(pendingBytes).as("pending bytes after opening").isGreaterThanOrEqualTo(owed);
    }

    void isTaken(Chunk chunk, BatchLimits limits) {
        assertThat(chunk.end()).as("end of a chunk").isGreaterThanOrEqualTo(lastEnd);
        long bytes = 0;
        int rows = 0;
        List<Integer> numbers = new ArrayList<>();
        for (Frame frame : chunk.frames()) {
            assertThat(rows).as("rows before the last frame").isLessThan(limits.maxRows());
            assertThat(bytes).as("bytes before the last frame").isLessThan(limits.maxBytes());
            isRead(frame);
            rows += frame.rowCount();
            bytes += FrameCodec.HEADER_BYTES + frame.rows().remaining();
            numbers.add(frame.day());
        }
        long position = chunk.end();
        for (int number : numbers.reversed()) {
            position -= frameBytes(number);
            Long before = positions.put(number, position);
            assertThat(before == null || before == position)
                    .as("frame %s stays at its position %s, %s", number, before, position)
                    .isTrue();
            isAt(number, position);
        }
        assertThat(position).as("start of a chunk").isGreaterThanOrEqualTo(lastEnd);
        lastEnd = chunk.end();
        uncommitted.add(new TakenChunk(chunk.end(), numbers, bytes));
    }

    /** Positions only grow: none is ever given to two frames. */
    private void isAt(int number, long position) {
        Map.Entry<Long, Integer> before = places.lowerEntry(position);
        assertThat(before == null || before.getKey() + frameBytes(before.getValue()) <= position)
                .as("frame %s at %s begins behind %s", number, position, before)
                .isTrue();
        Long next = places.higherKey(position);
        assertThat(next == null || position + frameBytes(number) <= next)
                .as("frame %s at %s ends before %s", number, position, next)
                .isTrue();
        Integer same = places.put(position, number);
        assertThat(same == null || same == number)
                .as("frame %s at %s is in the place of %s", number, position, same)
                .isTrue();
    }

    private void isRead(Frame frame) {
        isShown(frame, read, lastOfSender);
    }

    private void isShown(Frame frame, Set<Integer> shown, Map<Integer, Integer> lastOfSender) {
        int number = frame.day();
        Sent original = sent(number);
        assertThat(original.answer).as("answer to frame %s", number).isNotEqualTo(Answer.REFUSED);
        assertThat(frame.rows().remaining()).as("bytes of frame %s", number).isEqualTo(original.rowsBytes);
        for (int i = 0; i < original.rowsBytes; i++) {
            if (frame.rows().get(i) != rowsByte(number, i)) {
                throw new AssertionError("byte %s of frame %s is wrong".formatted(i, number));
            }
        }
        assertThat(shown.add(number)).as("frame %s is read once", number).isTrue();
        assertThat(committed.contains(number))
                .as("frame %s was committed", number)
                .isFalse();
        Integer last = lastOfSender.put(original.sender, number);
        assertThat(last == null || last < number)
                .as("frame %s of sender %s comes after its %s", number, original.sender, last)
                .isTrue();
    }

    /** Visits what is pending, while nobody takes or commits. False if the disk did not let it see everything. */
    boolean visit(EventBuffer buffer) throws InterruptedException {
        noteAnswers();
        Set<Integer> mustBeSeen = new HashSet<>(owed());
        sent.forEach((number, frame) -> {
            // It can be taken and committed before whoever appended it is told that it is on disk.
            if (frame.answer == Answer.NONE_YET && frame.onDisk != null && !committed.contains(number)) {
                mustBeSeen.add(number);
            }
        });
        Set<Integer> seen = new HashSet<>();
        Map<Integer, Integer> lastSeenOfSender = new HashMap<>();
        try {
            buffer.visitPending(frame -> {
                isShown(frame, seen, lastSeenOfSender);
                return true;
            });
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("disk");
            return false;
        }
        assertThat(seen).as("what a visit saw").containsAll(mustBeSeen);
        return true;
    }

    private Sent sent(int number) {
        Sent frame = sent.get(number);
        if (frame == null) {
            throw new AssertionError("frame %s is read and was never appended".formatted(number));
        }
        return frame;
    }

    private long frameBytes(int number) {
        return (long) FrameCodec.HEADER_BYTES + sent(number).rowsBytes;
    }

    /** Bytes that were taken and are not committed. */
    long takenBytes() {
        return uncommitted.stream().mapToLong(TakenChunk::bytes).sum();
    }

    List<Long> takenEnds() {
        return uncommitted.stream().map(TakenChunk::end).toList();
    }

    /** @param noted false if the disk may not have taken the note */
    void isCommitted(long end, boolean noted) {
        while (!uncommitted.isEmpty() && uncommitted.getFirst().end() <= end) {
            List<Integer> done = uncommitted.removeFirst().frames();
            committed.addAll(done);
            done.forEach(mayComeAgain::remove);
        }
        commitNoted = noted;
    }

    void everythingIsRead() {
        noteAnswers();
        assertThat(read).as("what was read").containsAll(owed());
    }

    /** What was acknowledged and is not committed. */
    private List<Integer> owed() {
        return sent.entrySet().stream()
                .filter(frame -> frame.getValue().answer == Answer.SAFE)
                .map(Map.Entry::getKey)
                .filter(number -> !committed.contains(number) && !mayComeAgain.contains(number))
                .toList();
    }
}
