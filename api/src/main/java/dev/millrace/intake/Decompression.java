package dev.millrace.intake;

import com.github.luben.zstd.ZstdInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** Undoes a body's Content-Encoding, up to a size. */
final class Decompression {
    /** What an {@code Accept-Encoding} header may say of it. */
    static final String SUPPORTED = "gzip, zstd";

    private static final int FIRST_BYTES = 64 << 10;

    /** What came of it. */
    sealed interface Result {
        /** The events are in {@code bytes}, from 0 to {@code length}. */
        record Plain(byte[] bytes, int length) implements Result {}

        /** More than the limit came out; nothing beyond it was unpacked. */
        record TooLarge() implements Result {}

        /** The bytes are not what the encoding promises. */
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
            case "gzip", "x-gzip" -> read(encoding, body, maxBytes, GZIPInputStream::new);
            case "zstd" -> read(encoding, body, maxBytes, ZstdInputStream::new);
            default -> new Result.Unsupported(encoding);
        };
    }

    private interface Opener {
        InputStream open(InputStream compressed) throws IOException;
    }

    private static Result read(String encoding, byte[] body, int maxBytes, Opener opener) {
        try (InputStream plain = opener.open(new ByteArrayInputStream(body))) {
            byte[] bytes = new byte[Math.clamp(body.length * 4L, 1024, Math.min(FIRST_BYTES, maxBytes))];
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
            return new Result.Damaged("the body is not whole %s: %s".formatted(encoding, e.getMessage()));
        }
    }
}
