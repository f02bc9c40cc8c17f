package dev.millrace.report;

import dev.millrace.log.LimitedLog;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * Holds the body of an answer while it is written and until it is sent: in memory as long as it is short, otherwise in a file. Not
 * thread-safe.
 */
final class AnswerBody extends OutputStream {
    /** A longer answer goes to a file. */
    static final int MEMORY_BYTES = 256 << 10;

    private static final LimitedLog faults = new LimitedLog(AnswerBody.class);
    private static final int FIRST_BYTES = 16 << 10;
    private static final int ETAG_BYTES = 16;

    private final AnswerSpool spool;
    private final Object receiver;
    private final MessageDigest digest = sha256();
    private byte[] memory = new byte[FIRST_BYTES];
    private int used;
    private long inFile;
    private @Nullable FileChannel file;
    private final AtomicBoolean isClosed = new AtomicBoolean();
    private volatile Runnable afterwards = () -> {};

    AnswerBody(AnswerSpool spool, Object receiver) {
        this.spool = spool;
        this.receiver = receiver;
    }

    @Override
    public void write(int one) {
        if (used == memory.length) {
            makeRoom();
        }
        memory[used++] = (byte) one;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        int from = offset;
        int left = length;
        while (left > 0) {
            if (used == memory.length) {
                makeRoom();
            }
            int some = Math.min(left, memory.length - used);
            System.arraycopy(bytes, from, memory, used, some);
            used += some;
            from += some;
            left -= some;
        }
    }

    private void makeRoom() {
        if (memory.length < MEMORY_BYTES) {
            memory = Arrays.copyOf(memory, memory.length * 2);
        } else {
            toFile();
        }
    }

    private void toFile() {
        spool.take(receiver, used, inFile + used);
        inFile += used;
        digest.update(memory, 0, used);
        try {
            FileChannel target = file;
            if (target == null) {
                target = spool.open();
                file = target;
            }
            ByteBuffer rest = ByteBuffer.wrap(memory, 0, used);
            while (rest.hasRemaining()) {
                int _ = target.write(rest);
            }
        } catch (IOException e) {
            faults.at(Level.WARN, LimitedLog.kindOf(e)).log(
                    "A long report cannot be written to disk: {}", e.toString());
            throw ReportRefusedException.busy("The disk of the service takes no long reports at the moment.");
        }
        used = 0;
    }

    /** Forgets what was written. */
    void restart() throws IOException {
        used = 0;
        digest.reset();
        if (file != null) {
            file.truncate(0);
            spool.giveBack(receiver, inFile);
            inFile = 0;
        }
    }

    /** Returns how many bytes were written. */
    long size() {
        return inFile + used;
    }

    /** Ends the body, and returns its entity tag. Once. */
    String end() {
        if (file == null) {
            digest.update(memory, 0, used);
        } else {
            toFile();
        }
        return '"' + HexFormat.of().formatHex(Arrays.copyOf(digest.digest(), ETAG_BYTES)) + '"';
    }

    /** Returns true if what was written is in memory. */
    boolean isShort() {
        return file == null;
    }

    /** The bytes of a short body. */
    byte[] bytes() {
        return Arrays.copyOf(memory, used);
    }

    /** Returns the bytes of a long body. Closing the stream closes the body. */
    InputStream stream() throws IOException {
        FileChannel source = file;
        if (source == null) {
            throw new IllegalStateException("it is in memory");
        }
        source.position(0);
        return new Sent(Channels.newInputStream(source));
    }

    private final class Sent extends InputStream {
        private final InputStream in;

        private Sent(InputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            return in.read();
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            return in.read(into, offset, length);
        }

        @Override
        public void close() throws IOException {
            AnswerBody.this.close();
        }
    }

    /** Registers an action that runs when the body is closed. To be called before the body is sent. */
    void whenClosed(Runnable then) {
        afterwards = then;
    }

    /** Closes the file and gives its room in the spool back. Idempotent, from any thread. */
    @Override
    public void close() throws IOException {
        if (!isClosed.getAndSet(true)) {
            spool.giveBack(receiver, inFile);
            afterwards.run();
            if (file != null) {
                file.close();
            }
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
