package dev.millrace.buffer.disk;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The frames of many requests that are written and forced together, and the requests that wait for that. Handed back and forth between the
 * requests' threads (under the buffer's lock) and the writer; its memory is off the heap, so that it is written without another copy, and
 * kept for the next group.
 */
final class CommitGroup {
    private static final int INITIAL_BYTES = 64 << 10;

    private ByteBuffer frames = ByteBuffer.allocateDirect(INITIAL_BYTES);
    private List<CompletableFuture<Void>> waiting = new ArrayList<>();

    private long rows;

    boolean isEmpty() {
        return frames.position() == 0;
    }

    int bytes() {
        return frames.position();
    }

    long rows() {
        return rows;
    }

    CompletableFuture<Void> add(ByteBuffer more, int moreRows) {
        if (more.remaining() > frames.remaining()) {
            int capacity =
                    Math.max(frames.capacity() * 2, Integer.highestOneBit(frames.position() + more.remaining()) * 2);
            frames = ByteBuffer.allocateDirect(capacity).put(frames.flip());
        }
        frames.put(more);
        rows += moreRows;
        CompletableFuture<Void> onDisk = new CompletableFuture<>();
        waiting.add(onDisk);
        return onDisk;
    }

    /** Returns the frames for one attempt to write them; the group keeps its own position. */
    ByteBuffer toWrite() {
        return frames.duplicate().flip();
    }

    void clear() {
        frames.clear();
        rows = 0;
    }

    /** Returns the requests that wait for these frames, once: the caller completes them outside the lock. */
    List<CompletableFuture<Void>> takeWaiting() {
        List<CompletableFuture<Void>> taken = waiting;
        waiting = new ArrayList<>();
        return taken;
    }
}
