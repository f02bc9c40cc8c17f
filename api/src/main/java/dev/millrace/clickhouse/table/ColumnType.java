package dev.millrace.clickhouse.table;

import java.nio.ByteBuffer;

/**
 * The column types that events use, as RowBinary lays them out.
 *
 * @see <a href="https://clickhouse.com/docs/interfaces/formats/RowBinary">RowBinary in the ClickHouse documentation</a>
 */
public enum ColumnType {
    /** An unsigned byte. */
    UINT8("UInt8", 1),
    /** Four bytes, little endian. */
    UINT32("UInt32", 4),
    /** Eight bytes, little endian. */
    UINT64("UInt64", 8),
    /** Signed milliseconds since 1970 in UTC, eight bytes, little endian. */
    DATETIME64_MILLIS("DateTime64(3)", 8),
    /** A double, eight bytes, little endian. */
    FLOAT64("Float64", 8),
    /** Length in bytes as LEB128, then that many bytes. */
    STRING("String", -1);

    private final String sqlName;
    private final int fixedLength;

    ColumnType(String sqlName, int fixedLength) {
        this.sqlName = sqlName;
        this.fixedLength = fixedLength;
    }

    /** Returns the name of the type in ClickHouse. */
    String sqlName() {
        return sqlName;
    }

    /**
     * Moves the buffer's position past one value of this type.
     *
     * @throws java.nio.BufferUnderflowException if a string's length is cut off
     * @throws IllegalArgumentException if the value claims more bytes than there are, or an invalid length
     */
    void skip(ByteBuffer rows) {
        int length = fixedLength >= 0 ? fixedLength : readStringLength(rows);
        rows.position(rows.position() + length);
    }

    /**
     * Reads the length of the string that follows, in bytes.
     *
     * @throws java.nio.BufferUnderflowException if it is cut off
     * @throws IllegalArgumentException if it is invalid
     */
    public static int readStringLength(ByteBuffer rows) {
        int value = 0;
        for (int shift = 0; shift < 32; shift += 7) {
            byte next = rows.get();
            value |= (next & 0x7f) << shift;
            if (next >= 0) {
                if (value < 0) {
                    break;
                }
                return value;
            }
        }
        throw new IllegalArgumentException("a string length that is no length");
    }
}
