package dev.millrace.buffer.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/**
 * One file of the log. Its name and header hold the position of its first frame; the frames follow without gaps.
 *
 * <pre>
 *  offset  bytes
 *       0      8  "MILLRACE"
 *       8      4  version of the format, 1 (little endian, like all numbers)
 *      12      4  when the file was made, in seconds since 1970, unsigned; 0 if unknown
 *      16      8  position of the first frame
 *      24      -  frames
 * </pre>
 *
 * <p>One thread writes, another reads at the same time; {@link #end} tells the reader how far it may go.
 */
final class Segment implements AutoCloseable {
    static final int HEADER_BYTES = 24;
    static final int FORMAT_VERSION = 1;

    private static final byte[] MAGIC = "MILLRACE".getBytes(StandardCharsets.US_ASCII);
    private static final String SUFFIX = ".segment";

    final Path file;
    final long base;

    /** The time at which the file was made, in seconds since 1970. */
    final long madeAtSeconds;

    /** True if an earlier process left it. */
    final boolean isRecovered;

    /** How many rows this process appended before this file; 0 if an earlier process made the file. */
    final long rowsBefore;

    private final FileChannel channel;

    /** The position after the last byte that is known to be safe. Only the owner moves it: recovery, then the writer. */
    private volatile long end;

    /** True if it holds damaged bytes that were not copied. */
    private volatile boolean isKept;

    private Segment(
            Path file,
            long base,
            long madeAtSeconds,
            boolean isRecovered,
            long rowsBefore,
            FileChannel channel,
            long end) {
        this.file = file;
        this.base = base;
        this.madeAtSeconds = madeAtSeconds;
        this.isRecovered = isRecovered;
        this.rowsBefore = rowsBefore;
        this.channel = channel;
        this.end = end;
    }

    static Path fileName(Path directory, long base) {
        return directory.resolve(String.format(Locale.ROOT, "%020d%s", base, SUFFIX));
    }

    static boolean isSegment(Path file) {
        return file.getFileName().toString().endsWith(SUFFIX);
    }

    /** Creates the file; it is not on disk before the first {@link #append} returns. */
    static Segment create(Path directory, long base, long rowsBefore, ChannelOpener opener) throws IOException {
        Path file = fileName(directory, base);
        // A file of that name can only come from an attempt that failed: nothing in it was ever acknowledged.
        FileChannel channel = opener.open(
                file,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        long now = System.currentTimeMillis() / 1000;
        ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(MAGIC)
                .putInt(FORMAT_VERSION)
                .putInt((int) now)
                .putLong(base)
                .flip();
        Segment segment = new Segment(file, base, now, false, rowsBefore, channel, base);
        try {
            segment.writeFully(header, 0);
            return segment;
        } catch (IOException e) {
            segment.close();
            throw e;
        }
    }

    /**
     * Opens a file that an earlier process left.
     *
     * @throws DamagedSegmentException if it has no header of this format, with the reason
     */
    static Segment open(Path file, ChannelOpener opener) throws IOException {
        FileChannel channel = opener.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
            readFully(channel, header, 0);
            if (header.hasRemaining()) {
                throw new DamagedSegmentException("it is shorter than its header");
            }
            if (!header.slice(0, MAGIC.length).equals(ByteBuffer.wrap(MAGIC))) {
                throw new DamagedSegmentException("it does not start with MILLRACE");
            }
            int version = header.getInt(8);
            if (version != FORMAT_VERSION) {
                throw new DamagedSegmentException(
                        "its format version is %s, this Millrace reads %s".formatted(version, FORMAT_VERSION));
            }
            long base = header.getLong(16);
            // The header has no checksum: with a wrong position this file would take the place of another one, whose
            // events would be lost.
            if (!file.equals(file.resolveSibling(fileName(file, base).getFileName()))) {
                throw new DamagedSegmentException("its header says position %s, its name does not".formatted(base));
            }
            long end = base + channel.size() - HEADER_BYTES;
            return new Segment(file, base, Integer.toUnsignedLong(header.getInt(12)), true, 0, channel, end);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** Keeps the file from being deleted when the rest of it is stored. */
    void keepFile() {
        isKept = true;
    }

    boolean isKept() {
        return isKept;
    }

    long end() {
        return end;
    }

    /** Ends the segment at {@code position}: bytes after that are not, or not yet, part of the log. For recovery and the writer only. */
    void endsAt(long position) {
        end = position;
    }

    /** Makes safe what an earlier process wrote and may not have forced. */
    void force() throws IOException {
        channel.force(true);
    }

    /** Cuts the file at its {@link #end}, for good. */
    void truncate() throws IOException {
        channel.truncate(HEADER_BYTES + end - base);
        channel.force(true);
    }

    /** Writes frames and returns when they survive a power cut. After an exception, the segment must not be appended to again. */
    void append(ByteBuffer frames) throws IOException {
        int length = frames.remaining();
        writeFully(frames, HEADER_BYTES + end - base);
        channel.force(false);
        endsAt(end + length);
    }

    /** Reads from {@code position} on, up to {@link #end} or the buffer's limit. */
    void read(long position, ByteBuffer into) throws IOException {
        int length = (int) Math.min(into.remaining(), end - position);
        ByteBuffer part = into.slice(into.position(), length);
        readFully(channel, part, HEADER_BYTES + position - base);
        into.position(into.position() + part.position());
    }

    private static void readFully(FileChannel channel, ByteBuffer into, long offset) throws IOException {
        long from = offset;
        while (into.hasRemaining()) {
            int n = channel.read(into, from);
            if (n < 0) {
                return;
            }
            from += n;
        }
    }

    private void writeFully(ByteBuffer bytes, long offset) throws IOException {
        long to = offset;
        while (bytes.hasRemaining()) {
            to += channel.write(bytes, to);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
