package dev.millrace.intake;

import com.github.luben.zstd.Zstd;

/**
 * Reads the unpacked size that a packed body declares, so that it is unpacked into one array without copies. A declared size counts only if
 * it is plausible: a few bytes cannot make this allocate a large array.
 */
final class DeclaredSize {
    private static final int MAX_RATIO = 64;
    private static final int GZIP_LENGTH_BYTES = 4;

    /** A flag in the byte after zstd's magic number: the whole frame is the window. */
    private static final int SINGLE_SEGMENT = 1 << 5;

    private static final int ZSTD_DESCRIPTOR_AT = 4;

    private DeclaredSize() {}

    /** Returns the size that the last member of a gzip declares, which is nearly always the only one; 0 if it is implausible. */
    static int gzipBytes(byte[] body, int maxBytes) {
        int at = body.length - GZIP_LENGTH_BYTES;
        return at < 0 ? 0 : likely(Integer.toUnsignedLong((int) LittleEndian.INT.get(body, at)), body, maxBytes);
    }

    /** Returns the size that the first frame of a zstd declares, if it needs no window besides; 0 if it is implausible. */
    static int zstdBytes(byte[] body, int maxBytes) {
        boolean isSingleSegment = body.length > ZSTD_DESCRIPTOR_AT && (body[ZSTD_DESCRIPTOR_AT] & SINGLE_SEGMENT) != 0;
        return isSingleSegment ? likely(Zstd.getFrameContentSize(body), body, maxBytes) : 0;
    }

    private static int likely(long bytes, byte[] body, int maxBytes) {
        return bytes > 0 && bytes <= Math.min(maxBytes, MAX_RATIO * (long) body.length) ? (int) bytes : 0;
    }
}
