package dev.millrace.deadletter;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/**
 * Reads the whole lines of a file, one at a time. A last line without an end was torn by a crash and does not count. For one thread; it
 * needs memory for the longest line.
 */
final class DeadLetterReader {
    private static final int BLOCK_BYTES = 64 << 10;

    /** The most bytes of a line. A longer one is damage: a row has 4 MiB at most, and a third more as base64. */
    private static final int MAX_LINE_BYTES = 16 << 20;

    private final FileChannel channel;
    private final long end;
    private final ByteBuffer block = ByteBuffer.allocate(BLOCK_BYTES).limit(0);
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private long blockEnd;
    private long lineStart;
    private long lineEnd;
    private boolean isTooLong;

    /** Opens the file for reading. Lines that are added from now on are not read. */
    DeadLetterReader(FileChannel channel) throws IOException {
        this.channel = channel;
        this.end = endOfWholeLines(channel);
    }

    /** Returns the offset after the last whole line. */
    static long endOfWholeLines(FileChannel channel) throws IOException {
        ByteBuffer block = ByteBuffer.allocate(BLOCK_BYTES);
        for (long to = channel.size(); to > 0; ) {
            long from = Math.max(0, to - BLOCK_BYTES);
            read(channel, block.clear().limit((int) (to - from)), from);
            for (int i = block.position() - 1; i >= 0; i--) {
                if (block.get(i) == '\n') {
                    return from + i + 1;
                }
            }
            to = from;
        }
        return 0;
    }

    /** Skips most lines of letters up to that number, which grows from line to line, without reading them all. */
    void skip(long upToSequence) throws IOException {
        long from = 0;
        long to = upToSequence < 0 ? 0 : end;
        while (to - from > BLOCK_BYTES) {
            long middle = from + (to - from) / 2;
            moveTo(middle);
            boolean isRest = next(); // part of a line that begins earlier, unless one begins just here
            boolean isLine = isRest && next();
            DeadLetter letter = isLine ? letter() : null;
            if (isLine && letter == null) {
                break; // damaged: nobody knows on which side it is
            }
            if (letter != null && letter.sequence() <= upToSequence) {
                from = lineEnd;
            } else {
                to = middle;
            }
        }
        moveTo(from);
    }

    private void moveTo(long offset) {
        block.clear().limit(0);
        blockEnd = offset;
        lineEnd = offset;
    }

    /** Moves to the next line; false if there is none. */
    boolean next() throws IOException {
        lineStart = lineEnd;
        line.reset();
        isTooLong = false;
        while (block.hasRemaining() || readBlock()) {
            int from = block.position();
            int to = from;
            while (to < block.limit() && block.get(to) != '\n') {
                to++;
            }
            add(from, to - from);
            if (to < block.limit()) {
                block.position(to + 1);
                lineEnd = blockEnd - block.remaining();
                return true;
            }
            block.position(to);
        }
        return false;
    }

    private void add(int from, int length) {
        isTooLong |= line.size() + length > MAX_LINE_BYTES;
        if (!isTooLong) {
            line.write(block.array(), from, length);
        }
    }

    private boolean readBlock() throws IOException {
        block.clear().limit((int) Math.min(BLOCK_BYTES, end - blockEnd));
        read(channel, block, blockEnd);
        block.flip();
        blockEnd += block.limit();
        return block.hasRemaining();
    }

    private static void read(FileChannel channel, ByteBuffer into, long offset) throws IOException {
        long from = offset;
        while (into.hasRemaining()) {
            int n = channel.read(into, from);
            if (n < 0) {
                return;
            }
            from += n;
        }
    }

    /** Parses the letter on this line; null if the line is damaged. */
    @Nullable
    DeadLetter letter() {
        return isTooLong ? null : DeadLetterLine.read(line.toByteArray());
    }

    /** Returns the offset at which this line starts. */
    long lineStart() {
        return lineStart;
    }

    /** Returns the offset at which the next line starts. */
    long lineEnd() {
        return lineEnd;
    }
}
