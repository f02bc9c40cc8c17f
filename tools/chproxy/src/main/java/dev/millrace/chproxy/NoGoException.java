package dev.millrace.chproxy;

/** Says that Go is missing on this machine, so that chproxy cannot be built. */
public final class NoGoException extends RuntimeException {
    private static final long serialVersionUID = 1;

    NoGoException(String message) {
        super(message);
    }
}
