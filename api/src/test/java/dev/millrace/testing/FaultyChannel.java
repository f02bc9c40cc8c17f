package dev.millrace.testing;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;

/** A file that fails as its {@link DiskFaults} say, and otherwise is the real one. */
final class FaultyChannel extends ForwardingChannel {
    private final DiskFaults faults;

    FaultyChannel(Path file, DiskFaults faults, OpenOption... options) throws IOException {
        super(FileChannel.open(file, options));
        this.faults = faults;
    }

    @Override
    public int write(ByteBuffer source, long position) throws IOException {
        int allowed = faults.allowedBytes(source.remaining());
        if (allowed < source.remaining()) {
            int limit = source.limit();
            source.limit(source.position() + allowed);
            real.write(source, position);
            source.limit(limit);
            throw new IOException("No space left on device (injected)");
        }
        return real.write(source, position);
    }

    @Override
    public void force(boolean metaData) throws IOException {
        faults.beforeForce();
        real.force(metaData);
    }
}
