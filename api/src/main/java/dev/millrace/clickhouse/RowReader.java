package dev.millrace.clickhouse;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;

/**
 * Reads the rows of an answer in the format RowBinary as they arrive, so that an answer of any length needs a few kilobytes. The caller
 * must read the columns in the query's order; types are not checked. Not thread-safe.
 *
 * <p>When a query fails in the middle, the server writes its error message after the rows, where it is read as rows, and closes the
 * connection. So the rows are valid only after {@link #hasNext} has returned false, or after {@link #confirm}.
 *
 * @see <a href="https://clickhouse.com/docs/interfaces/formats/RowBinary">RowBinary</a>
 */
public final class RowReader implements AutoCloseable {
    private static final int BUFFER_BYTES = 1 << 16;

    /** The server cuts its words at 32 KiB. */
    private static final int MOST_BYTES_OF_AN_ERROR = 1 << 18;

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final InputStream in;
    private final Runnable atEnd;
    private final byte[] bytes = new byte[16];

    /** @param atEnd run when it is closed, once */
    RowReader(InputStream in, Runnable atEnd) {
        this.in = new BufferedInputStream(in, BUFFER_BYTES);
        this.atEnd = atEnd;
    }

    /**
     * Returns true if there is another row; false after the last row of a complete answer.
     *
     * @throws SQLException if the answer was cut off: the rows that were read are not all
     */
    public boolean hasNext() throws SQLException {
        try {
            in.mark(1);
            if (in.read() < 0) {
                return false;
            }
            in.reset();
            return true;
        } catch (IOException e) {
            throw broken(e);
        }
    }

    /**
     * Makes sure that the rows which were read are not an error message. To be called by a reader that stops before the end.
     *
     * @throws SQLException if the answer is cut off here
     */
    public void confirm() throws SQLException {
        try {
            // If so many bytes follow, it was not an error.
            in.skipNBytes(MOST_BYTES_OF_AN_ERROR);
        } catch (EOFException e) {
            // It ends as it should.
        } catch (IOException e) {
            throw broken(e);
        }
    }

    /** A {@code String}. */
    public String text() throws SQLException {
        int length = length();
        byte[] text = new byte[length];
        fill(text, length);
        return new String(text, StandardCharsets.UTF_8);
    }

    /**
     * Reads how many elements an {@code Array} or entries a {@code Map} has; they follow. At most 2,097,151, so that an error message does
     * not allocate much.
     */
    public int length() throws SQLException {
        int length = 0;
        for (int shift = 0; shift < 21; shift += 7) {
            int next = uint8();
            length |= (next & 0x7f) << shift;
            if (next < 0x80) {
                return length;
            }
        }
        throw broken(new IOException("a length of more than 2,097,151"));
    }

    /** A {@code UInt8}. */
    public int uint8() throws SQLException {
        try {
            int value = in.read();
            if (value < 0) {
                throw new EOFException("the answer ends inside a row");
            }
            return value;
        } catch (IOException e) {
            throw broken(e);
        }
    }

    /** Reads a {@code UInt32}, or a {@code DateTime} in seconds since 1970. */
    public long uint32() throws SQLException {
        fill(bytes, Integer.BYTES);
        return Integer.toUnsignedLong((int) INT.get(bytes, 0));
    }

    /** Reads an {@code Int64}, a {@code UInt64} below 2^63, or a {@code DateTime64}. */
    public long int64() throws SQLException {
        fill(bytes, Long.BYTES);
        return (long) LONG.get(bytes, 0);
    }

    /** A {@code Float64}. */
    public double float64() throws SQLException {
        return Double.longBitsToDouble(int64());
    }

    /** An {@code Int128}. */
    public BigInteger int128() throws SQLException {
        fill(bytes, 16);
        long low = (long) LONG.get(bytes, 0);
        long high = (long) LONG.get(bytes, 8);
        if (high == low >> 63) {
            return BigInteger.valueOf(low);
        }
        for (int i = 0; i < 8; i++) {
            byte swapped = bytes[i];
            bytes[i] = bytes[15 - i];
            bytes[15 - i] = swapped;
        }
        return new BigInteger(bytes);
    }

    private void fill(byte[] target, int length) throws SQLException {
        try {
            if (in.readNBytes(target, 0, length) < length) {
                throw new EOFException("the answer ends inside a row");
            }
        } catch (IOException e) {
            throw broken(e);
        }
    }

    private static SQLException broken(IOException e) {
        return new SQLException("The answer of ClickHouse broke off: " + e.getMessage(), e);
    }

    /** Ends the query if it still runs. */
    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException e) {
            // It is not needed any more.
        }
        atEnd.run();
    }
}
