package dev.millrace.buffer.disk;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;

/** Opens the buffer's files. Tests replace it by one whose channels fail at a given byte. */
@FunctionalInterface
public interface ChannelOpener {
    /** Opens a file, in production by {@link FileChannel#open(Path, OpenOption...)}. */
    FileChannel open(Path file, OpenOption... options) throws IOException;
}
