package dev.millrace.intake;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/**
 * Unpacks a gzip of any number of members, the last of which ends with the body. The JDK's stream recurses for each empty member, so a body
 * of many of them overflows the stack, and it silently ignores bytes after a member that it cannot unpack. Not thread-safe.
 */
final class GzipMembers extends InputStream {
    private static final int MAGIC = 0x8b1f;
    private static final int DEFLATE = 8;
    private static final int HEADER_BYTES = 10;
    private static final int TRAILER_BYTES = 8;

    private static final int HAS_HEADER_CRC = 1 << 1;
    private static final int HAS_EXTRA = 1 << 2;
    private static final int HAS_NAME = 1 << 3;
    private static final int HAS_COMMENT = 1 << 4;
    private static final int RESERVED = 0xe0;

    private final byte[] packed;
    private final Inflater inflater = new Inflater(true);
    private final CRC32 crc = new CRC32();

    /** The index of the next header or trailer, between the data of two members. */
    private int at;

    private boolean isEnded;

    /** Reads the header of the first member. */
    GzipMembers(byte[] packed) throws IOException {
        this.packed = packed;
        try {
            beginMember();
        } catch (IOException e) {
            inflater.end();
            throw e;
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (!isEnded) {
            int n = inflate(bytes, offset, length);
            if (n > 0) {
                crc.update(bytes, offset, n);
                return n;
            }
            if (inflater.needsDictionary()) {
                throw new ZipException("it needs a dictionary");
            }
            if (!inflater.finished()) {
                throw new EOFException();
            }
            endMember();
            isEnded = at == packed.length;
            if (!isEnded) {
                beginMember();
            }
        }
        return -1;
    }

    private int inflate(byte[] bytes, int offset, int length) throws ZipException {
        try {
            return inflater.inflate(bytes, offset, length);
        } catch (DataFormatException e) {
            throw new ZipException(e.getMessage() == null ? "its data is damaged" : e.getMessage());
        }
    }

    private void beginMember() throws IOException {
        int from = at;
        if (uint16(skip(2)) != MAGIC) {
            throw new ZipException(from == 0 ? "Not in GZIP format" : "there is more behind its end");
        }
        if (uint8(skip(1)) != DEFLATE) {
            throw new ZipException("Unsupported compression method");
        }
        int flags = uint8(skip(1));
        if ((flags & RESERVED) != 0) {
            throw new ZipException("reserved flags are set");
        }
        skip(HEADER_BYTES - (at - from));
        if ((flags & HAS_EXTRA) != 0) {
            skip(uint16(skip(2)));
        }
        if ((flags & HAS_NAME) != 0) {
            skipText();
        }
        if ((flags & HAS_COMMENT) != 0) {
            skipText();
        }
        if ((flags & HAS_HEADER_CRC) != 0) {
            CRC32 header = new CRC32();
            header.update(packed, from, at - from);
            if (uint16(skip(2)) != (header.getValue() & 0xffff)) {
                throw new ZipException("Corrupt GZIP header");
            }
        }
        inflater.reset();
        inflater.setInput(packed, at, packed.length - at);
        crc.reset();
    }

    private void endMember() throws IOException {
        at = packed.length - inflater.getRemaining();
        int trailer = skip(TRAILER_BYTES);
        boolean isSame = (int) LittleEndian.INT.get(packed, trailer) == (int) crc.getValue()
                && (int) LittleEndian.INT.get(packed, trailer + Integer.BYTES) == (int) inflater.getBytesWritten();
        if (!isSame) {
            throw new ZipException("Corrupt GZIP trailer");
        }
    }

    /** Moves on by {@code count} bytes; returns the index at which they begin. */
    private int skip(int bytes) throws EOFException {
        if (packed.length - at < bytes) {
            throw new EOFException();
        }
        int from = at;
        at += bytes;
        return from;
    }

    private void skipText() throws EOFException {
        while (uint8(skip(1)) != 0) {
            // it ends with a zero
        }
    }

    private int uint8(int index) {
        return Byte.toUnsignedInt(packed[index]);
    }

    private int uint16(int index) {
        return uint8(index) | uint8(index + 1) << 8;
    }

    @Override
    public void close() {
        inflater.end();
    }
}
