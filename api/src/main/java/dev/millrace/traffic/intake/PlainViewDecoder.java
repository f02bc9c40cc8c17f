package dev.millrace.traffic.intake;

import dev.millrace.event.PlainJson;
import dev.millrace.event.PlainNumber;
import dev.millrace.event.PlainText;
import dev.millrace.event.PlainTime;
import dev.millrace.intake.EventDecoder;
import dev.millrace.intake.FrameWriter;
import dev.millrace.intake.Verdict;
import dev.millrace.traffic.table.ViewRow;
import java.util.function.LongSupplier;

/**
 * The fast path: decodes page views that are written plainly, straight from the bytes into the row: known fields only, no escapes, ASCII,
 * times like {@code 2026-11-19T10:05:03.250Z}. Trackers send such events, and this is several times as fast. Other events, and those that
 * are not accepted, are left to another decoder, so that one place decides about rejections.
 */
final class PlainViewDecoder implements EventDecoder {
    private static final long MISSING = -1;

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

    private final PlainNumber number = new PlainNumber();

    /**
     * Makes a decoder for events that have all fields, or all but their id.
     *
     * @param careful decodes events that are not plain
     * @param hasPathId true if {@code pathId} replaces the id of the event
     * @param earliestMillis the earliest {@code created_at} to accept, in milliseconds since 1970
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
        // Before the row is begun, so that a missing version leaves no partial row.
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

    /** Returns false if it is not plain. */
    private boolean readObject(byte[] bytes, int from, int to) {
        forget();
        int at = PlainJson.skip(bytes, PlainJson.skipSpace(bytes, from, to), to, '{');
        while (at < to) {
            at = PlainJson.skipSpace(bytes, readMember(bytes, PlainJson.skipSpace(bytes, at, to), to), to);
            if (at < to && bytes[at] == '}') {
                return PlainJson.skipSpace(bytes, at + 1, to) == to;
            }
            at = PlainJson.skip(bytes, at, to, ',');
        }
        return false;
    }

    private void forget() {
        hasId = hasPathId;
        requestId = pathId;
        userId = MISSING;
        createdAt = MISSING;
        pageFrom = 0;
        pageTo = 0;
    }

    /** Reads a name and its value; returns the index after them if both are plain. */
    private int readMember(byte[] bytes, int from, int to) {
        PlainViewName name = PlainViewName.at(bytes, from);
        int colon = PlainJson.skipSpace(bytes, name.end(from), to);
        int value = PlainJson.skipSpace(bytes, PlainJson.skip(bytes, colon, to, ':'), to);
        return switch (name) {
            case REQUEST_ID -> readRequestId(bytes, value, to);
            case USER_ID -> readUserId(bytes, value, to);
            case CREATED_AT -> readCreatedAt(bytes, value, to);
            case PAGE_URL -> readPageUrl(bytes, value, to);
            case OTHER -> PlainJson.NOWHERE;
        };
    }

    private int readRequestId(byte[] bytes, int from, int to) {
        boolean isQuoted = from < to && bytes[from] == '"';
        int end = number.read(bytes, isQuoted ? from + 1 : from, to);
        requestId = hasPathId ? pathId : number.value();
        hasId = true;
        return isQuoted ? PlainJson.skip(bytes, end, to, '"') : end;
    }

    private int readUserId(byte[] bytes, int from, int to) {
        int end = number.read(bytes, from, to);
        userId = number.value();
        return end;
    }

    private int readCreatedAt(byte[] bytes, int from, int to) {
        int text = PlainJson.skip(bytes, from, to, '"');
        int end = PlainText.end(bytes, text, to);
        createdAt = PlainTime.parse(bytes, text, end);
        return PlainJson.skip(bytes, end, to, '"');
    }

    private int readPageUrl(byte[] bytes, int from, int to) {
        pageFrom = PlainJson.skip(bytes, from, to, '"');
        pageTo = PlainText.end(bytes, pageFrom, to);
        return PlainJson.skip(bytes, pageTo, to, '"');
    }
}
