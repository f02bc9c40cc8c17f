package dev.millrace.simulator.traffic;

/** An unsigned 32-bit user id. */
public record UserId(int bits) implements Comparable<UserId> {

    /**
     * Returns the user of a client address. Two addresses may share a user (one pair is likely among 77,000); their views are then one
     * user's views, both in the service and in the own count. A hash of an address hides nothing: all addresses can be tried.
     */
    public static UserId ofClient(String address) {
        return new UserId((int) (StableHash.of(address) >>> Integer.SIZE));
    }

    public long asLong() {
        return Integer.toUnsignedLong(bits);
    }

    @Override
    public int compareTo(UserId other) {
        return Integer.compareUnsigned(bits, other.bits);
    }

    @Override
    public String toString() {
        return Integer.toUnsignedString(bits);
    }
}
