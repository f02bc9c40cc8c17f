package dev.millrace.simulator.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.LineNumberReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
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
    void bzip2AndZstdReadTheSameAlsoWhenTheyWerePutTogether() throws IOException {
        byte[] one = "one\n".getBytes(StandardCharsets.UTF_8);
        byte[] two = "two\n".getBytes(StandardCharsets.UTF_8);

        assertThat(read(joined(bzip2(one), bzip2(two)))).isEqualTo("one|two|");
        assertThat(read(joined(Zstd.compress(one), Zstd.compress(two)))).isEqualTo("one|two|");
    }

    @Test
    void aByteOrderMarkIsNoPartOfTheFirstLineAlsoInsideAPackedFile() throws IOException {
        byte[] marked = "\ufeffone\n\ufefftwo\n".getBytes(StandardCharsets.UTF_8);

        assertThat(read(marked)).isEqualTo("one|\ufefftwo|");
        assertThat(read(gzip(marked))).isEqualTo("one|\ufefftwo|");
    }

    @Test
    void whatSpreadsheetsCallUnicodeTextIsReadByItsMark() throws IOException {
        assertThat(read("\ufeffone\n".getBytes(StandardCharsets.UTF_16LE))).isEqualTo("one|");
        assertThat(read("\ufeffone\n".getBytes(StandardCharsets.UTF_16BE))).isEqualTo("one|");
    }

    @Test
    void whatIsPackedInAnotherWaySaysWhatToDo() {
        assertThatThrownBy(() -> read(new byte[] {(byte) 0xfd, '7', 'z', 'X', 'Z', 0}))
                .hasMessageContaining("unpack it with xz -dk");
        assertThatThrownBy(() -> read(new byte[] {'P', 'K', 3, 4})).hasMessageContaining("save the sheet as CSV");
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

    private static byte[] bzip2(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (BZip2CompressorOutputStream bzip2 = new BZip2CompressorOutputStream(out)) {
            bzip2.write(bytes);
        }
        return out.toByteArray();
    }

    private static byte[] joined(byte[] first, byte[] second) {
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.writeBytes(first);
        both.writeBytes(second);
        return both.toByteArray();
    }
}
