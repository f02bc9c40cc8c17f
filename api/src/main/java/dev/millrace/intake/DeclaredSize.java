package dev.millrace.intake;

import com.github.luben.zstd.Zstd;

/**
 * What packed bodies say of their size, so that they are unpacked into one array without copies. It is only believed as far as it is
 * likely: an array is not made larger because of a few bytes that promise much.
 */
final class DeclaredSize {
    private static final int MAX_RATIO = 64;
    private static final int GZIP_LENGTH_BYTES = 4;

    /** Of the byte behind the magic number of zstd: the whole frame is the window. */
    private static final int SINGLE_SEGMENT = 1 << 5;

    private static final int ZSTD_DESCRIPTOR_AT = 4;

    private DeclaredSize() {}

    /** What the last member of a gzip has, which is nearly always the only one; 0 if it cannot be believed. */
    static int gzipBytes(byte[] body, int maxBytes) {
        int at = body.length - GZIP_LENGTH_BYTES;
        return at < 0 ? 0 : likely(Integer.toUnsignedLong((int) LittleEndian.INT.get(body, at)), body, maxBytes);
    }

    /** What the first frame of a zstd has, if it needs no window besides; 0 if it cannot be believed. */
    static int zstdBytes(byte[] body, int maxBytes) {
        boolean isSingleSegment = body.length > ZSTD_DESCRIPTOR_AT && (body[ZSTD_DESCRIPTOR_AT] & SINGLE_SEGMENT) != 0;
        return isSingleSegment ? likely(Zstd.getFrameContentSize(body), body, maxBytes) : 0;
    }

    private static int likely(long bytes, byte[] body, int maxBytes) {
        return bytes > 0 && bytes <= Math.min(maxBytes, MAX_RATIO * (long) body.length) ? (int) bytes : 0;
    }
}
