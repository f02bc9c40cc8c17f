package dev.millrace.sensor.facility;

/**
 * A set of hashes that is emptied when it is full: known pairs are then stored once more, which is harmless. At most 8 MiB. Not
 * thread-safe.
 */
final class PairCache {
    /** Most hashes: half of the slots of the largest table. */
    static final int MOST = 1 << 19;

    private static final int FIRST_SLOTS = 1 << 8;

    private long[] slots = new long[FIRST_SLOTS];
    private int size;

    boolean contains(long hash) {
        long entry = entry(hash);
        return slots[slotOf(entry, slots)] == entry;
    }

    /** Returns true if it was not there. */
    boolean add(long hash) {
        long entry = entry(hash);
        if (slots[slotOf(entry, slots)] == entry) {
            return false;
        }
        if (size == MOST) {
            slots = new long[FIRST_SLOTS];
            size = 0;
        } else if (size == slots.length / 2) {
            slots = twiceAsMany(slots);
        }
        slots[slotOf(entry, slots)] = entry;
        size++;
        return true;
    }

    /** Zero is an empty slot. */
    private static long entry(long hash) {
        return hash == 0 ? 1 : hash;
    }

    /** Returns the slot where the entry is, or where it belongs. */
    private static int slotOf(long entry, long[] slots) {
        int mask = slots.length - 1;
        int at = (int) entry & mask;
        while (slots[at] != 0 && slots[at] != entry) {
            at = (at + 1) & mask;
        }
        return at;
    }

    private static long[] twiceAsMany(long[] slots) {
        long[] larger = new long[slots.length * 2];
        for (long entry : slots) {
            if (entry != 0) {
                larger[slotOf(entry, larger)] = entry;
            }
        }
        return larger;
    }
}
