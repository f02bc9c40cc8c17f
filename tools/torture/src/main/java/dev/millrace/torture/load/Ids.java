package dev.millrace.torture.load;

/**
 * The users, ids and sensors of a round: many rounds share a ClickHouse.
 *
 * @param number of the round in this run, from 1
 */
public record Ids(int number) {
    /** Users of a round. */
    public static final int USERS = 8;

    private static final int ROUND_SHIFT = 40;
    private static final int SENDER_SHIFT = 28;

    /** More senders than any round has. */
    private static final int OWN = 4000;

    /** The first of its {@link #USERS} users. */
    public long firstUser() {
        return 1_000_000 + (long) number * USERS;
    }

    /** The last of them. */
    public long lastUser() {
        return firstUser() + USERS - 1;
    }

    /** Returns the prefix of its sensors' names. */
    public String sensorPrefix() {
        return "torture-%s-".formatted(number);
    }

    /** The facility that its sensors name. */
    public String facility() {
        return "torture-" + number;
    }

    /** An id that no sender uses, for a scenario's own views; below 2^28. */
    public long ownId(int n) {
        return firstId(OWN) + n;
    }

    /** The first id of a sender, which may have 2^28 of them. */
    long firstId(int sender) {
        return ((long) number << ROUND_SHIFT) + ((long) sender << SENDER_SHIFT);
    }
}
