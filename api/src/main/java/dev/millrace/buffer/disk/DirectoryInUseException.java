package dev.millrace.buffer.disk;

import java.io.IOException;
import java.nio.file.Path;

/** Says that another process uses the buffer directory. */
public final class DirectoryInUseException extends IOException {
    private static final long serialVersionUID = 1L;

    DirectoryInUseException(Path directory, String holder) {
        super(
                "The buffer directory %s belongs to a running Millrace (process %s): stop that one, or set MILLRACE_DATA_DIR."
                        .formatted(directory, holder.isEmpty() ? "unknown" : holder));
    }
}
