package dev.millrace.gate;

/**
 * Decides how much memory a body with a declared length gets: little at first, more as it arrives, so that the declaration alone costs
 * nothing.
 */
public final class BodyAllocation {
    private static final int FIRST_BYTES = 256 << 10;
    private static final int GROWTH = 4;

    private BodyAllocation() {}

    /**
     * Returns how much memory a body needs now: at least as much as was received, at most its length.
     *
     * @param room how much it has
     * @param received how much has come, not more than its length
     */
    public static long needed(long room, long received, long length) {
        long needed = Math.max(room, Math.min(length, FIRST_BYTES));
        while (needed < received) {
            needed = Math.min(length, needed * GROWTH);
        }
        return needed;
    }
}
