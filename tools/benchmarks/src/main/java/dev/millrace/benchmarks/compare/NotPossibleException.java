package dev.millrace.benchmarks.compare;

import java.io.IOException;

/** Says that a contender cannot run on this machine, and what is missing. */
public final class NotPossibleException extends IOException {
    private static final long serialVersionUID = 1;

    public NotPossibleException(String message) {
        super(message);
    }
}
