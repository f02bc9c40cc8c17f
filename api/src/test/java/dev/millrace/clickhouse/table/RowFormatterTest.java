package dev.millrace.clickhouse.table;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RowFormatterTest {
    private static final EventTable TABLE = new EventTable(
            9,
            "kind",
            "all_types",
            true,
            new Placement.EveryShard(),
            List.of(
                    new Column("small", ColumnType.UINT8),
                    new Column("middle", ColumnType.UINT32),
                    new Column("text", ColumnType.STRING),
                    new Column("large", ColumnType.UINT64),
                    new Column("time", ColumnType.DATETIME64_MILLIS)));

    @Test
    void aRowIsReadByTheNamesOfItsColumnsInTheirOrder() {
        Map<String, Object> values = RowFormatter.of(TABLE, row("/سلام\n")).orElseThrow();
        assertThat(values)
                .containsExactly(
                        Map.entry("small", 255),
                        Map.entry("middle", 0xffff_ffffL),
                        Map.entry("text", "/سلام\n"),
                        Map.entry("large", "18446744073709551615"),
                        Map.entry("time", "2026-01-31T12:34:56.789Z"));
    }

    @Test
    void aTextOfMoreThan127BytesIsReadWhole() {
        assertThat(RowFormatter.of(TABLE, row("x".repeat(300))).orElseThrow()).containsEntry("text", "x".repeat(300));
    }

    @Test
    void bytesThatAreNotExactlyOneRowAreNone() {
        byte[] row = row("/");
        for (int length = 0; length < row.length; length++) {
            assertThat(RowFormatter.of(TABLE, Arrays.copyOf(row, length)))
                    .as("%s bytes", length)
                    .isEmpty();
        }
        assertThat(RowFormatter.of(TABLE, Arrays.copyOf(row, row.length + 1))).isEmpty();
        byte[] tooLong = row.clone();
        Arrays.fill(tooLong, 5, 9, (byte) 0xff);
        assertThat(RowFormatter.of(TABLE, tooLong)).isEmpty();
    }

    private static byte[] row(String text) {
        byte[] utf8 = text.getBytes(UTF_8);
        ByteBuffer row = ByteBuffer.allocate(23 + utf8.length).order(ByteOrder.LITTLE_ENDIAN);
        row.put((byte) 255).putInt(-1);
        if (utf8.length > 127) {
            row.put((byte) (utf8.length | 0x80)).put((byte) (utf8.length >> 7));
        } else {
            row.put((byte) utf8.length);
        }
        row.put(utf8)
                .putLong(-1)
                .putLong(Instant.parse("2026-01-31T12:34:56.789Z").toEpochMilli());
        return Arrays.copyOf(row.array(), row.position());
    }
}
