package dev.millrace.intake;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import com.github.luben.zstd.ZstdInputStream;
import dev.millrace.log.LimitedLog;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/** Decodes a body's Content-Encoding, up to a size. */
final class Decompression {
    private static final LimitedLog faults = new LimitedLog(Decompression.class);

    /** The value of an {@code Accept-Encoding} header that lists the supported encodings. */
    private static final int FIRST_BYTES = 64 << 10;

    /** The largest window: 8 MB, as much as RFC 9659 permits senders, because the body alone decides how much memory the window takes. */
    private static final int ZSTD_WINDOW_LOG = 23;

    /** The outcome of unpacking a body. */
    sealed interface Result {
        /** The body is unpacked: its events are in {@code bytes}, from 0 to {@code length}. */
        record Plain(byte[] bytes, int length) implements Result {}

        /** The body exceeds the limit; nothing beyond the limit was unpacked. */
        record TooLarge() implements Result {}

        /** The bytes do not match the encoding. */
        record Damaged(String reason) implements Result {}

        /** An encoding that is not known here. */
        record Unsupported(String encoding) implements Result {}
    }

    private Decompression() {}

    static Result decompress(byte[] body, @Nullable String contentEncoding, int maxBytes) {
        String encoding =
                contentEncoding == null ? "identity" : contentEncoding.strip().toLowerCase(Locale.ROOT);
        return switch (encoding) {
            case "identity", "" -> body.length > maxBytes ? new Result.TooLarge() : new Result.Plain(body, body.length);
            case "gzip", "x-gzip" -> gzip(encoding, body, maxBytes);
            case "zstd" -> zstdIfHere(encoding, body, maxBytes);
            default -> new Result.Unsupported(encoding);
        };
    }

    private static Result gzip(String encoding, byte[] body, int maxBytes) {
        // With one more byte the end is found without a larger array.
        int declared = DeclaredSize.gzipBytes(body, maxBytes) + 1;
        return read(encoding, Math.max(firstBytes(body, maxBytes), declared), maxBytes, () -> new GzipMembers(body));
    }

    /**
     * Unpacks zstd if its native library loads. The library is extracted to the temporary directory, which may not permit that; the request
     * must then still get an answer.
     */
    private static Result zstdIfHere(String encoding, byte[] body, int maxBytes) {
        try {
            return zstd(encoding, body, maxBytes);
        } catch (LinkageError e) {
            faults.at(Level.ERROR, LimitedLog.kindOf(e)).log("zstd cannot be used: {}", e.toString());
            return new Result.Unsupported(encoding);
        }
    }

    private static Result zstd(String encoding, byte[] body, int maxBytes) {
        int declared = DeclaredSize.zstdBytes(body, Math.min(maxBytes, 1 << ZSTD_WINDOW_LOG));
        if (declared > 0) {
            byte[] bytes = new byte[declared];
            if (isWhole(body, bytes)) {
                return new Result.Plain(bytes, declared);
            }
        }
        return read(
                encoding,
                firstBytes(body, maxBytes),
                maxBytes,
                () -> new ZstdInputStream(new ByteArrayInputStream(body)).setLongMax(ZSTD_WINDOW_LOG));
    }

    /** Unpacks all at once, which is several times as fast as a stream; if that fails, the stream tells why. */
    private static boolean isWhole(byte[] zstd, byte[] bytes) {
        try {
            return Zstd.decompressByteArray(bytes, 0, bytes.length, zstd, 0, zstd.length) == bytes.length;
        } catch (ZstdException _) {
            return false;
        }
    }

    private static int firstBytes(byte[] body, int maxBytes) {
        return Math.clamp(body.length * 4L, 1024, Math.min(FIRST_BYTES, maxBytes));
    }

    private interface Opener {
        InputStream open() throws IOException;
    }

    private static Result read(String encoding, int firstBytes, int maxBytes, Opener opener) {
        try (InputStream plain = opener.open()) {
            byte[] bytes = new byte[firstBytes];
            int length = 0;
            while (true) {
                int n = plain.read(bytes, length, bytes.length - length);
                if (n < 0) {
                    return new Result.Plain(bytes, length);
                }
                length += n;
                if (length == bytes.length) {
                    if (length > maxBytes) {
                        return new Result.TooLarge();
                    }
                    bytes = Arrays.copyOf(bytes, (int) Math.min(bytes.length * 2L, maxBytes + 1L));
                }
            }
        } catch (IOException e) {
            String words = e.getMessage() == null ? "it ends too early" : e.getMessage();
            return new Result.Damaged("the body is not whole %s: %s".formatted(encoding, words));
        }
    }
}
