package dev.millrace.buffer.disk;

import java.io.IOException;

/** Says that a file is not a segment of this format. The message is the second half of a sentence that names the file. */
final class DamagedSegmentException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String reason;

    DamagedSegmentException(String reason) {
        super(reason);
        this.reason = reason;
    }

    String reason() {
        return reason;
    }
}
