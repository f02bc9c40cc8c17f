package dev.millrace.buffer.disk;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;

/** Opens the buffer's files. A seam: tests put a channel in place that fails at a given byte. */
@FunctionalInterface
public interface ChannelOpener {
    /** See {@link FileChannel#open(Path, OpenOption...)}, which it is in production. */
    FileChannel open(Path file, OpenOption... options) throws IOException;
}
