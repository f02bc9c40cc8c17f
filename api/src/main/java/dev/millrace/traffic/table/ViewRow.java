package dev.millrace.traffic.table;

import dev.millrace.clickhouse.table.ColumnType;
import dev.millrace.intake.FrameWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * One row of {@link TrafficTable#VIEWS} or {@link TrafficTable#EDITS}, for the few classes that read rows; most only pass their bytes on.
 *
 * <p>Versions of views have two bands. A view that was posted has the version that it was accepted with. A row that an edit leaves, that of
 * a PUT or a tombstone, is <em>settled</em>: it has the version of its edit with the highest bit set. So a repeated POST never replaces it,
 * on whatever node and however late it comes. Versions of edits never have that bit.
 *
 * @param requestId 64 bits, unsigned
 * @param userId 32 bits, unsigned
 * @param createdAt milliseconds since 1970
 * @param isDeleted true for a tombstone, or for an edit that deletes
 */
public record ViewRow(long requestId, int userId, long createdAt, String pageUrl, long version, boolean isDeleted) {
    private static final long MILLIS_PER_DAY = Duration.ofDays(1).toMillis();

    private static final long SETTLED = 1L << 63;

    /** The identity of a view: rows with the same key are versions of one view. */
    public record Key(long requestId, int userId, long createdAt) {}

    /** Returns the identity. */
    public Key key() {
        return new Key(requestId, userId, createdAt);
    }

    /** Makes the tombstone that hides all posted views with that key, and the rows that edits with a lower version left of it. */
    public static ViewRow tombstone(Key key, long editVersion) {
        return new ViewRow(key.requestId, key.userId, key.createdAt, "", editVersion | SETTLED, true);
    }

    /** Makes the edit that deletes the views with an id, of whatever user and time. */
    public static ViewRow deletion(long requestId, long version) {
        return new ViewRow(requestId, 0, 0, "", version, true);
    }

    /** Makes the row of the view that this PUT stores. */
    public ViewRow settled() {
        return withVersion(version | SETTLED);
    }

    /** Returns true if an edit left this row; false if it was posted, or is an edit. */
    public boolean isSettled() {
        return version < 0;
    }

    /** Returns the version that the view was posted with, or the version of the edit that left it. */
    public long acceptedVersion() {
        return version & ~SETTLED;
    }

    /** Copies the row with another version. */
    public ViewRow withVersion(long newVersion) {
        return new ViewRow(requestId, userId, createdAt, pageUrl, newVersion, isDeleted);
    }

    /** Reads the row at the buffer's position and moves past it. */
    public static ViewRow read(ByteBuffer rows) {
        ByteBuffer bytes = rows.order(ByteOrder.LITTLE_ENDIAN);
        return new ViewRow(
                bytes.getLong(), bytes.getInt(), bytes.getLong(), readString(bytes), bytes.getLong(), bytes.get() != 0);
    }

    private static String readString(ByteBuffer bytes) {
        byte[] text = new byte[ColumnType.readStringLength(bytes)];
        bytes.get(text);
        return new String(text, StandardCharsets.UTF_8);
    }

    /** Returns the id of the row that starts at the buffer's position, which does not move. */
    public static long requestIdAt(ByteBuffer rows) {
        return rows.order(ByteOrder.LITTLE_ENDIAN).getLong(rows.position());
    }

    /** Returns the user of the row that starts at the buffer's position, which does not move. */
    public static int userIdAt(ByteBuffer rows) {
        return rows.order(ByteOrder.LITTLE_ENDIAN).getInt(rows.position() + Long.BYTES);
    }

    /** Encodes it. */
    public void write(FrameWriter rows) {
        byte[] page = pageUrl.getBytes(StandardCharsets.UTF_8);
        write(rows, requestId, userId, createdAt, page, page.length, version, isDeleted);
    }

    /** Encodes a row without making an object. */
    public static void write(
            FrameWriter rows,
            long requestId,
            int userId,
            long createdAt,
            byte[] pageUrl,
            int pageUrlLength,
            long version,
            boolean isDeleted) {
        write(rows, requestId, userId, createdAt, pageUrl, 0, pageUrlLength, version, isDeleted);
    }

    /** Encodes a view whose page is a part of an array. */
    public static void write(
            FrameWriter rows,
            long requestId,
            int userId,
            long createdAt,
            byte[] bytes,
            int pageUrlFrom,
            int pageUrlLength,
            long version) {
        write(rows, requestId, userId, createdAt, bytes, pageUrlFrom, pageUrlLength, version, false);
    }

    private static void write(
            FrameWriter rows,
            long requestId,
            int userId,
            long createdAt,
            byte[] bytes,
            int pageUrlFrom,
            int pageUrlLength,
            long version,
            boolean isDeleted) {
        rows.startRow((int) (createdAt / MILLIS_PER_DAY))
                .uint64(requestId)
                .uint32(userId)
                .uint64(createdAt)
                .string(bytes, pageUrlFrom, pageUrlLength)
                .uint64(version)
                .uint8(isDeleted ? 1 : 0)
                .end();
    }
}
