package dev.millrace.torture.round;

/** This machine lacks something that a scenario needs; the message says what, and how to get it. */
public final class NotPossibleException extends Exception {
    public NotPossibleException(String missing) {
        super(missing);
    }
}
