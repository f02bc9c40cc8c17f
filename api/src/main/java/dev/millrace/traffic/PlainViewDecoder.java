package dev.millrace.traffic;

import dev.millrace.intake.EventDecoder;
import dev.millrace.intake.FrameWriter;
import dev.millrace.intake.Verdict;
import dev.millrace.traffic.table.ViewRow;
import java.util.function.LongSupplier;

/**
 * Reads page views that are written plainly, straight from the bytes into the row: known fields only, no escapes, ASCII, times like
 * {@code 2026-11-19T10:05:03.250Z}. That is what trackers send, and several times as fast. Anything else, and everything that is not accepted, is left to
 * another decoder, so that there is one place that says no.
 */
final class PlainViewDecoder implements EventDecoder {
    private static final int NONE = -1;
    private static final int MAX_ID_DIGITS = 18;
    private static final int MAX_USER_DIGITS = 10;

    private final EventDecoder careful;
    private final boolean hasPathId;
    private final long pathId;
    private final LongSupplier versions;
    private final long earliestMillis;
    private final long latestMillis;

    // What was read of the event at hand.
    private boolean hasId;
    private long requestId;
    private long userId;
    private long createdAt;
    private int pageFrom;
    private int pageTo;

    private long number;

    /**
     * For events that say everything, or all but their id.
     *
     * @param careful for what is not plain
     * @param hasPathId true if {@code pathId} counts, whatever the event says
     * @param earliestMillis the earliest {@code created_at} to accept, in milliseconds of 1970
     * @param latestMillis the latest
     */
    PlainViewDecoder(
            EventDecoder careful,
            boolean hasPathId,
            long pathId,
            LongSupplier versions,
            long earliestMillis,
            long latestMillis) {
        this.careful = careful;
        this.hasPathId = hasPathId;
        this.pathId = pathId;
        this.versions = versions;
        this.earliestMillis = Math.max(0, earliestMillis);
        this.latestMillis = latestMillis;
    }

    @Override
    public Verdict decode(byte[] bytes, int from, int to, FrameWriter rows) {
        if (!readObject(bytes, from, to) || !isGood()) {
            return careful.decode(bytes, from, to, rows);
        }
        // Before the row is begun, so that a version that cannot be had leaves no half row.
        long version = versions.getAsLong();
        ViewRow.write(rows, requestId, (int) userId, createdAt, bytes, pageFrom, pageTo - pageFrom, version);
        return Verdict.ACCEPTED;
    }

    private boolean isGood() {
        return hasId
                && userId >= 0
                && userId <= TrafficDecoder.MAX_USER_ID
                && createdAt >= earliestMillis
                && createdAt <= latestMillis
                && pageTo > pageFrom
                && pageTo - pageFrom <= TrafficDecoder.MAX_PAGE_URL_CHARACTERS;
    }

    /** False if it is not plain. */
    private boolean readObject(byte[] bytes, int from, int to) {
        forget();
        int at = skip(bytes, skipSpace(bytes, from, to), to, '{');
        while (at != NONE) {
            at = readMember(bytes, skipSpace(bytes, at, to), to);
            if (at == NONE) {
                return false;
            }
            at = skipSpace(bytes, at, to);
            if (at < to && bytes[at] == '}') {
                return skipSpace(bytes, at + 1, to) == to;
            }
            at = skip(bytes, at, to, ',');
        }
        return false;
    }

    private void forget() {
        hasId = hasPathId;
        requestId = pathId;
        userId = NONE;
        createdAt = NONE;
        pageFrom = NONE;
        pageTo = NONE;
    }

    /** Behind a name and its value, if both are plain. */
    private int readMember(byte[] bytes, int from, int to) {
        int name = skip(bytes, from, to, '"');
        int nameEnd = endOfPlainText(bytes, name, to);
        int colon = nameEnd == NONE ? NONE : skip(bytes, skipSpace(bytes, nameEnd + 1, to), to, ':');
        if (colon == NONE) {
            return NONE;
        }
        int value = skipSpace(bytes, colon, to);
        return switch (PlainName.of(bytes, name, nameEnd)) {
            case REQUEST_ID -> readRequestId(bytes, value, to);
            case USER_ID -> readUserId(bytes, value, to);
            case CREATED_AT -> readCreatedAt(bytes, value, to);
            case PAGE_URL -> readPageUrl(bytes, value, to);
            case OTHER -> NONE;
        };
    }

    private int readRequestId(byte[] bytes, int from, int to) {
        boolean isQuoted = from < to && bytes[from] == '"';
        int end = readNumber(bytes, isQuoted ? from + 1 : from, to, MAX_ID_DIGITS);
        requestId = hasPathId ? pathId : number;
        hasId = true;
        return isQuoted && end != NONE ? skip(bytes, end, to, '"') : end;
    }

    private int readUserId(byte[] bytes, int from, int to) {
        int end = readNumber(bytes, from, to, MAX_USER_DIGITS);
        userId = number;
        return end;
    }

    private int readCreatedAt(byte[] bytes, int from, int to) {
        int text = skip(bytes, from, to, '"');
        int end = endOfPlainText(bytes, text, to);
        createdAt = end == NONE ? NONE : PlainTime.parse(bytes, text, end);
        return createdAt == NONE ? NONE : end + 1;
    }

    private int readPageUrl(byte[] bytes, int from, int to) {
        pageFrom = skip(bytes, from, to, '"');
        pageTo = endOfPlainText(bytes, pageFrom, to);
        return pageTo == NONE ? NONE : pageTo + 1;
    }

    private static int skipSpace(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && (bytes[at] == ' ' || bytes[at] == '\n' || bytes[at] == '\r' || bytes[at] == '\t')) {
            at++;
        }
        return at;
    }

    /** Behind that character, if it is there. */
    private static int skip(byte[] bytes, int at, int to, char expected) {
        return at < to && bytes[at] == expected ? at + 1 : NONE;
    }

    /** The closing quote of a text of printable ASCII without escapes, if {@code from} is one's start. */
    private static int endOfPlainText(byte[] bytes, int from, int to) {
        if (from == NONE) {
            return NONE;
        }
        for (int at = from; at < to; at++) {
            byte b = bytes[at];
            if (b == '"') {
                return at;
            }
            if (b < ' ' || b == '\\') {
                return NONE;
            }
        }
        return NONE;
    }

    /** Puts it into {@link #number}; no sign, no leading zero, no fraction. */
    private int readNumber(byte[] bytes, int from, int to, int maxDigits) {
        int at = from;
        long value = 0;
        while (at < to && bytes[at] >= '0' && bytes[at] <= '9' && at - from <= maxDigits) {
            value = value * 10 + (bytes[at] - '0');
            at++;
        }
        int digits = at - from;
        if (digits == 0 || digits > maxDigits || (digits > 1 && bytes[from] == '0') || at == to) {
            return NONE;
        }
        number = value;
        byte next = bytes[at];
        return next == '.' || next == 'e' || next == 'E' ? NONE : at;
    }
}
