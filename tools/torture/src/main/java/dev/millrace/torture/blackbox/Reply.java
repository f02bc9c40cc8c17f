package dev.millrace.torture.blackbox;

/**
 * An answer.
 *
 * @param status 0 if there was none: it may have been done or not
 * @param level what {@code Millrace-Ack} says; empty if nothing
 */
record Reply(int status, String level, String body) {
    /** The answer that never came. */
    static Reply none(String why) {
        return new Reply(0, "", why);
    }

    boolean isGood() {
        return status >= 200 && status < 300;
    }

    /** Returns true if a client sends the request again, sooner or later. */
    boolean isLater() {
        return status == 0 || status == 503 || status == 429 || status == 408;
    }

    boolean isStored() {
        return level.equals("stored");
    }

    boolean isInMemory() {
        return level.equals("memory");
    }
}
