package dev.millrace.simulator.input;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.LineNumberReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/** A text file on disk, plain or gzip. It is told by its first bytes, so a rotated {@code access.log.1} may be either. */
public record TextFile(Path path) {
    private static final int BUFFER_BYTES = 1 << 16;

    /** Opens the file from its start. Bytes that are not UTF-8 become U+FFFD, the same on every reading. */
    public LineNumberReader open() throws IOException {
        InputStream bytes = new BufferedInputStream(Files.newInputStream(path), BUFFER_BYTES);
        try {
            InputStream text = isGzip(bytes) ? new GZIPInputStream(bytes, BUFFER_BYTES) : bytes;
            return new LineNumberReader(new InputStreamReader(text, StandardCharsets.UTF_8), BUFFER_BYTES);
        } catch (IOException | RuntimeException e) {
            bytes.close();
            throw e;
        }
    }

    private static boolean isGzip(InputStream bytes) throws IOException {
        bytes.mark(2);
        int magic = bytes.read() | bytes.read() << 8;
        bytes.reset();
        return magic == GZIPInputStream.GZIP_MAGIC;
    }
}
