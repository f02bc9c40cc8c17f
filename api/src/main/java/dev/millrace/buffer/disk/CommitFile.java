package dev.millrace.buffer.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * Stores the checkpoint, the position up to which everything is stored: eight bytes, and four of CRC32C. It need not be forced: a stale or
 * damaged checkpoint only makes the drain send rows again, which changes nothing. Only when no segment is left does it alone know how far
 * positions have grown. For one thread at a time.
 */
final class CommitFile implements AutoCloseable {
    /** Stands for an unknown position: none was ever written, or the file is damaged. */
    static final long UNKNOWN = -1;

    private static final int BYTES = 12;

    private final FileChannel channel;

    private CommitFile(FileChannel channel) {
        this.channel = channel;
    }

    static CommitFile open(Path directory, ChannelOpener opener) throws IOException {
        return new CommitFile(opener.open(
                directory.resolve("committed"),
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE));
    }

    long read() throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES);
        while (bytes.hasRemaining() && channel.read(bytes, bytes.position()) >= 0) {
            // a short read goes on where it ended
        }
        if (bytes.hasRemaining() || bytes.getInt(8) != checksum(bytes.getLong(0))) {
            return UNKNOWN;
        }
        return bytes.getLong(0);
    }

    void write(long position) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES)
                .putLong(position)
                .putInt(checksum(position))
                .flip();
        while (bytes.hasRemaining()) {
            channel.write(bytes, bytes.position());
        }
    }

    /** Makes the position survive a power cut. */
    void force() throws IOException {
        channel.force(true);
    }

    private static int checksum(long position) {
        CRC32C crc = new CRC32C();
        crc.update(ByteBuffer.allocate(Long.BYTES).putLong(position).flip());
        return (int) crc.getValue();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
