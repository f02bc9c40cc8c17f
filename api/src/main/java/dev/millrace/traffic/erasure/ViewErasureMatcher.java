package dev.millrace.traffic.erasure;

import dev.millrace.traffic.table.ViewRow;
import java.util.Map;

/** Says whether a row is of an erased person, from before the end of the erased time. */
final class ViewErasureMatcher {
    private ViewErasureMatcher() {}

    /** @param erasedTo by user, to when, in milliseconds since 1970 */
    static boolean isErased(ViewRow row, Map<Long, Long> erasedTo) {
        Long to = erasedTo.get(userId(row));
        return to != null && row.createdAt() <= to && !isDelete(row);
    }

    /** A DELETE names no user. */
    private static boolean isDelete(ViewRow row) {
        return row.isDeleted() && row.userId() == 0 && row.createdAt() == 0;
    }

    static long userId(ViewRow row) {
        return Integer.toUnsignedLong(row.userId());
    }
}
