package dev.millrace.traffic.erasure;

import dev.millrace.intake.FrameWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * One row of {@link ErasureTable#ERASURES}: the request to erase a person.
 *
 * @param id 0 or more
 * @param userId 0..2^32-1
 * @param erasedTo milliseconds since 1970, the last time at which a view is erased
 * @param deadLetters how many dead letters were removed
 * @param bufferRows how many rows that came out of the buffer with it were dropped
 */
record ErasureRow(long id, long userId, long erasedTo, long version, long deadLetters, long bufferRows) {
    ErasureRow withCounts(long letters, long rows) {
        return new ErasureRow(id, userId, erasedTo, version, letters, rows);
    }

    /** Reads the row at the buffer's position and moves past it. */
    static ErasureRow read(ByteBuffer rows) {
        ByteBuffer bytes = rows.order(ByteOrder.LITTLE_ENDIAN);
        return new ErasureRow(
                bytes.getLong(),
                Integer.toUnsignedLong(bytes.getInt()),
                bytes.getLong(),
                bytes.getLong(),
                bytes.getLong(),
                bytes.getLong());
    }

    void write(FrameWriter rows) {
        rows.startRow(0)
                .uint64(id)
                .uint32((int) userId)
                .uint64(erasedTo)
                .uint64(version)
                .uint64(deadLetters)
                .uint64(bufferRows)
                .end();
    }
}
