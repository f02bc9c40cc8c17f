package dev.millrace.clickhouse;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Streams rows that lie in several buffers, so that sending them needs no second copy of all. After {@link #close} has returned nothing is
 * read any more: an aborted exchange may go on for a while in a thread of the HTTP client, and must not send what the reused memory holds
 * by then. Thread-safe.
 */
final class RowStream extends InputStream {
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final Deque<ByteBuffer> left = new ArrayDeque<>();

    @GuardedBy("lock")
    private boolean closed;

    /** @param rows from position to limit of each; not changed */
    RowStream(List<ByteBuffer> rows) {
        for (ByteBuffer part : rows) {
            if (part.hasRemaining()) {
                left.add(part.duplicate());
            }
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    /** Reads as much as fits, also out of many small parts. */
    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        lock.lock();
        try {
            if (closed) {
                throw new IOException("given up");
            }
            if (left.isEmpty()) {
                return length == 0 ? 0 : -1;
            }
            int done = 0;
            while (done < length && !left.isEmpty()) {
                ByteBuffer part = left.getFirst();
                int some = Math.min(length - done, part.remaining());
                part.get(into, offset + done, some);
                done += some;
                if (!part.hasRemaining()) {
                    left.removeFirst();
                }
            }
            return done;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            left.clear();
        } finally {
            lock.unlock();
        }
    }
}
