package dev.millrace.torture.proxy;

import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.TimeUnit;

/** Passes the bytes of a body on, with the faults on the way. For one thread at a time. */
final class Flow {
    /** Thrown when the body is to end here. */
    static final class Cut extends Exception {
        private static final long serialVersionUID = 1;
    }

    private final OutputStream to;
    private long cutAt = Long.MAX_VALUE;
    private long pauseAt = Long.MAX_VALUE;
    private Runnable action = () -> {};
    private int bytesPerSecond = Integer.MAX_VALUE;
    private long passed;

    Flow(OutputStream to) {
        this.to = to;
    }

    /** Cuts off everything after that many bytes. */
    Flow cutAfter(long bytes) {
        cutAt = bytes;
        return this;
    }

    /** Runs the action when so many bytes have passed. */
    Flow pauseAfter(long bytes, Runnable whatToDo) {
        pauseAt = bytes;
        action = whatToDo;
        return this;
    }

    Flow rate(int bytes) {
        bytesPerSecond = bytes;
        return this;
    }

    /** The largest piece that should be passed at once, so that the rate holds from tenth to tenth of a second. */
    int pieceBytes(int most) {
        return Math.clamp(bytesPerSecond / 10, 1, most);
    }

    void pass(byte[] bytes, int length) throws IOException, Cut, InterruptedException {
        int offset = 0;
        if (passed + length > pauseAt) {
            offset = Math.toIntExact(pauseAt - passed);
            write(bytes, 0, offset);
            to.flush();
            pauseAt = Long.MAX_VALUE;
            action.run();
        }
        if (passed + length - offset > cutAt) {
            write(bytes, offset, Math.toIntExact(cutAt - passed));
            to.flush();
            throw new Cut();
        }
        write(bytes, offset, length - offset);
        to.flush();
        if (bytesPerSecond != Integer.MAX_VALUE) {
            TimeUnit.NANOSECONDS.sleep(length * 1_000_000_000L / bytesPerSecond);
        }
    }

    private void write(byte[] bytes, int offset, int length) throws IOException {
        to.write(bytes, offset, length);
        passed += length;
    }

    /** The body has ended. */
    void end() {
        if (pauseAt != Long.MAX_VALUE) {
            pauseAt = Long.MAX_VALUE;
            action.run();
        }
    }
}
