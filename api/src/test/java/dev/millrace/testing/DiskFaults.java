package dev.millrace.testing;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A disk that can be made to fail, for all files opened through it. Thread-safe. */
public final class DiskFaults {
    private final AtomicLong writableBytes = new AtomicLong(Long.MAX_VALUE);
    private final AtomicInteger failingForces = new AtomicInteger();
    private final AtomicInteger forces = new AtomicInteger();

    /** A {@code ChannelOpener} for the buffer under test. */
    public FileChannel open(Path file, OpenOption... options) throws IOException {
        return new FaultyChannel(file, this, options);
    }

    /** From now on, that many bytes can be written and not one more: a write that goes further is torn there. */
    public void fillUpAfter(long bytes) {
        writableBytes.set(bytes);
    }

    /** There is room again. */
    public void makeRoom() {
        writableBytes.set(Long.MAX_VALUE);
    }

    /** The next forces to disk fail. */
    public void failForces(int count) {
        failingForces.set(count);
    }

    /** How many forces were asked for. */
    public int forces() {
        return forces.get();
    }

    int allowedBytes(int wanted) {
        long before = writableBytes.getAndUpdate(left -> left == Long.MAX_VALUE ? left : Math.max(0, left - wanted));
        return (int) Math.min(before, wanted);
    }

    void beforeForce() throws IOException {
        forces.incrementAndGet();
        if (failingForces.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw new IOException("Input/output error (injected)");
        }
    }
}
