package dev.millrace.intake;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.GZIPOutputStream;

/** Bodies as senders pack them. */
final class Compressed {
    private static final byte[] A_MEGABYTE_OF_NOTHING = new byte[1 << 20];

    private Compressed() {}

    static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(text.getBytes(UTF_8));
        }
        return packed.toByteArray();
    }

    static byte[] zstd(String text) {
        return Zstd.compress(text.getBytes(UTF_8));
    }

    static byte[] gzipOfZeros(int megabytes) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(packed)) {
            writeZeros(gzip, megabytes);
        }
        return packed.toByteArray();
    }

    /** @param windowLog how much memory the receiver is asked for, as a power of two */
    static byte[] zstdOfZeros(int megabytes, int windowLog) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (ZstdOutputStream zstd = new ZstdOutputStream(packed)) {
            zstd.setLong(windowLog);
            writeZeros(zstd, megabytes);
        }
        return packed.toByteArray();
    }

    private static void writeZeros(OutputStream target, int megabytes) throws IOException {
        for (int i = 0; i < megabytes; i++) {
            target.write(A_MEGABYTE_OF_NOTHING);
        }
    }

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            joined.writeBytes(part);
        }
        return joined.toByteArray();
    }
}
