package dev.millrace.clickhouse.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventTableTest {
    private static final EventTable TABLE = new EventTable(
            3,
            "kind",
            "views",
            true,
            new Placement.EveryShard(),
            List.of(
                    new Column("id", ColumnType.UINT64),
                    new Column("page", ColumnType.STRING),
                    new Column("at", ColumnType.DATETIME64_MILLIS),
                    new Column("user", ColumnType.UINT32),
                    new Column("is_deleted", ColumnType.UINT8)));

    private static final int FIXED_BYTES = 8 + 8 + 4 + 1;

    @Test
    void theInsertStatementNamesTheColumnsInTheirOrderAndTheTypesOfTheBytes() {
        assertThat(TABLE.insertStatement())
                .isEqualTo(
                        "INSERT INTO millrace.views (id, page, at, user, is_deleted) SELECT id, page, at, user, is_deleted "
                                + "FROM input('id UInt64, page String, at DateTime64(3), user UInt32, is_deleted UInt8') FORMAT RowBinary");
    }

    @ParameterizedTest
    @CsvSource({"0,1", "1,1", "127,1", "128,2", "16383,2", "16384,3", "2097151,3", "2097152,4"})
    void aRowIsSkippedToItsEndHoweverLongItsString(int stringBytes, int lengthBytes) {
        ByteBuffer rows = ByteBuffer.allocate(FIXED_BYTES + lengthBytes + stringBytes + 3);
        putRow(rows, stringBytes);
        rows.rewind();
        TABLE.skipRow(rows);
        assertThat(rows.position()).isEqualTo(FIXED_BYTES + lengthBytes + stringBytes);
        assertThat(rows.remaining()).isEqualTo(3);
    }

    @Test
    void rowsAreSkippedOneByOne() {
        ByteBuffer rows = ByteBuffer.allocate(1000);
        int[] ends = new int[3];
        for (int i = 0; i < 3; i++) {
            putRow(rows, i * 100);
            ends[i] = rows.position();
        }
        rows.rewind();
        for (int end : ends) {
            TABLE.skipRow(rows);
            assertThat(rows.position()).isEqualTo(end);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 200})
    void aRowThatIsCutOffAnywhereIsNotTakenForAWholeOne(int stringBytes) {
        ByteBuffer whole = ByteBuffer.allocate(FIXED_BYTES + (stringBytes < 128 ? 1 : 2) + stringBytes);
        putRow(whole, stringBytes);
        for (int length = 0; length < whole.capacity(); length++) {
            ByteBuffer cut = ByteBuffer.wrap(whole.array(), 0, length);
            assertThatThrownBy(() -> TABLE.skipRow(cut)).as("%s bytes", length).isInstanceOf(RuntimeException.class);
        }
    }

    @Test
    void aStringThatClaimsMoreThanThereIsIsFound() {
        EventTable table = new EventTable(
                1, "kind", "t", true, new Placement.EveryShard(), List.of(new Column("s", ColumnType.STRING)));
        for (byte[] rows : List.of(
                new byte[] {2, 'a'},
                new byte[] {-1, -1, -1, -1, 7, 'a'},
                new byte[] {-1, -1, -1, -1, -1, 1},
                new byte[] {-128, -128, -128, -128, -128, 0})) {
            assertThatThrownBy(() -> table.skipRow(ByteBuffer.wrap(rows)))
                    .as(Arrays.toString(rows))
                    .isInstanceOf(RuntimeException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 256, 1000})
    void anIdThatFitsIntoNoByteIsRefused(int id) {
        assertThatThrownBy(() -> new EventTable(id, "kind", "t", true, new Placement.EveryShard(), TABLE.columns()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("table id " + id);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 255})
    void theOutermostIdsAreAllowed(int id) {
        assertThatCode(() -> new EventTable(id, "kind", "t", true, new Placement.EveryShard(), TABLE.columns()))
                .doesNotThrowAnyException();
    }

    @Test
    void aTableHasColumnsAndNobodyCanChangeThem() {
        assertThatThrownBy(() -> new EventTable(1, "kind", "t", true, new Placement.EveryShard(), List.of()))
                .isInstanceOf(IllegalArgumentException.class);
        List<Column> columns = new ArrayList<>(TABLE.columns());
        EventTable table = new EventTable(1, "kind", "t", true, new Placement.EveryShard(), columns);
        columns.clear();
        assertThat(table.columns()).isEqualTo(TABLE.columns());
    }

    private static void putRow(ByteBuffer rows, int stringBytes) {
        rows.putLong(-1);
        int rest = stringBytes;
        while (rest >= 0x80) {
            rows.put((byte) (rest | 0x80));
            rest >>>= 7;
        }
        rows.put((byte) rest);
        rows.put(new byte[stringBytes]);
        rows.putLong(-1).putInt(-1).put((byte) -1);
    }
}
