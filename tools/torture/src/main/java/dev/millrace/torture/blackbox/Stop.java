package dev.millrace.torture.blackbox;

/** Says when the load of a round ends. Thread-safe. */
final class Stop {
    private volatile boolean isSet;

    void set() {
        isSet = true;
    }

    boolean isSet() {
        return isSet;
    }
}
