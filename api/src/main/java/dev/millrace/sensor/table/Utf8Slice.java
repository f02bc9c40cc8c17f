package dev.millrace.sensor.table;

import java.nio.charset.StandardCharsets;

/** A text as UTF-8: a part of an array, reused for the next text. Not thread-safe. */
public final class Utf8Slice {
    private static final byte[] NONE = {};

    private byte[] bytes = NONE;
    private int from;
    private int length;

    /** Empty. */
    public Utf8Slice() {}

    /** Points to a part of an array, which must not change while this is read. */
    public void set(byte[] array, int start, int size) {
        bytes = array;
        from = start;
        length = size;
    }

    /** Points to what another one points to. */
    public void set(Utf8Slice other) {
        set(other.bytes, other.from, other.length);
    }

    /** Points to nothing. */
    public void clear() {
        set(NONE, 0, 0);
    }

    /** The array that holds it. */
    public byte[] bytes() {
        return bytes;
    }

    /** Returns the index in the array at which it begins. */
    public int from() {
        return from;
    }

    /** Returns its length in bytes. */
    public int length() {
        return length;
    }

    /** Returns true if there is none. */
    public boolean isEmpty() {
        return length == 0;
    }

    /** A copy. */
    @Override
    public String toString() {
        return new String(bytes, from, length, StandardCharsets.UTF_8);
    }
}
