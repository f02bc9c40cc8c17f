package dev.millrace.buffer;

/**
 * Says whether events leave the buffer for brokers, and how many of them keep a copy.
 *
 * @param copies of each event; 0 if there are no brokers, and the drain stores what is in the buffer itself
 */
public record Replication(int copies) {
    /** No brokers. */
    public static final Replication NONE = new Replication(0);

    /** Returns true if events leave the buffer for brokers. */
    public boolean isOn() {
        return copies > 0;
    }
}
