package dev.millrace.simulator.input;

import java.io.IOException;
import java.io.Serial;

/** A file that cannot be read as text. The message is one sentence for the user and says what to do, if something can be done. */
public final class UnreadableFileException extends IOException {
    @Serial
    private static final long serialVersionUID = 1;

    UnreadableFileException(String message, IOException cause) {
        super(message, cause);
    }
}
