package dev.millrace.simulator.input;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.LineNumberReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextFileTest {
    @TempDir
    private Path dir = Path.of("");

    @Test
    void plainAndGzipReadTheSameWhateverTheirName() throws IOException {
        byte[] text = "one\ntwo\n".getBytes(StandardCharsets.UTF_8);

        assertThat(read(text)).isEqualTo("one|two|");
        assertThat(read(gzip(text))).isEqualTo("one|two|");
    }

    @Test
    void gzipFilesThatWerePutTogetherAreReadToTheEnd() throws IOException {
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.write(gzip("one\n".getBytes(StandardCharsets.UTF_8)));
        both.write(gzip("two\n".getBytes(StandardCharsets.UTF_8)));

        assertThat(read(both.toByteArray())).isEqualTo("one|two|");
    }

    @Test
    void anEmptyFileAndOneOfASingleByteAreNoGzip() throws IOException {
        assertThat(read(new byte[0])).isEmpty();
        assertThat(read(new byte[] {0x1f})).isEqualTo("\u001f|");
    }

    @Test
    void bytesThatAreNoUtf8AreReplaced() throws IOException {
        assertThat(read(new byte[] {'a', (byte) 0xff, 'b'})).isEqualTo("a\ufffdb|");
    }

    private String read(byte[] bytes) throws IOException {
        Path path = Files.write(dir.resolve("access.log.1"), bytes);
        StringBuilder text = new StringBuilder();
        try (LineNumberReader lines = new TextFile(path).open()) {
            lines.lines().forEach(line -> text.append(line).append('|'));
        }
        return text.toString();
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }
}
