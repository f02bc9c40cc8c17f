package dev.millrace.torture.round;

/** Says that this machine lacks something that a scenario needs, and how to get it. */
public final class NotPossibleException extends Exception {
    public NotPossibleException(String missing) {
        super(missing);
    }
}
