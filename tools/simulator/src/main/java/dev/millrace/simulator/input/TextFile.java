package dev.millrace.simulator.input;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.LineNumberReader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.io.ByteOrderMark;
import org.apache.commons.io.input.BOMInputStream;
import org.jspecify.annotations.Nullable;

/** A text file on disk, plain or packed with gzip, bzip2 or zstd. A byte order mark is not part of the text. */
public record TextFile(Path path) {
    private static final int BUFFER_BYTES = 1 << 16;

    /**
     * Opens the file from its start. It is UTF-8, or UTF-16 if its mark says so, as spreadsheets write it. Bytes that are
     * not UTF-8 become U+FFFD, the same on every reading.
     */
    public LineNumberReader open() throws IOException {
        InputStream bytes = new BufferedInputStream(Files.newInputStream(path), BUFFER_BYTES);
        try {
            BOMInputStream text = BOMInputStream.builder()
                    .setInputStream(Compression.of(bytes).unpack(bytes))
                    .setByteOrderMarks(ByteOrderMark.UTF_8, ByteOrderMark.UTF_16LE, ByteOrderMark.UTF_16BE)
                    .setInclude(false)
                    .get();
            @Nullable String marked = text.getBOMCharsetName();
            Charset charset = marked == null ? StandardCharsets.UTF_8 : Charset.forName(marked);
            return new LineNumberReader(new InputStreamReader(text, charset), BUFFER_BYTES);
        } catch (IOException e) {
            bytes.close();
            throw new UnreadableFileException("%s cannot be read: %s".formatted(path, e.getMessage()), e);
        } catch (RuntimeException e) {
            bytes.close();
            throw e;
        }
    }
}
