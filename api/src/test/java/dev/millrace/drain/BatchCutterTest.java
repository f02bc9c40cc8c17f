package dev.millrace.drain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.buffer.Frame;
import dev.millrace.testing.TextTable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class BatchCutterTest {
    private final BatchCutter cutter = new BatchCutter(List.of(TextTable.of(1), TextTable.of(2), TextTable.of(255)));

    @Test
    void noFramesAreNoBatches() {
        assertThat(cutter.cut(List.of())).isEmpty();
    }

    @Test
    void framesOfOneTableBecomeOneBatchInTheirOrder() {
        List<Batch> batches = cutter.cut(List.of(
                TextTable.frame(1, 20_000, "a", "b"),
                TextTable.frame(1, 20_000, "c"),
                TextTable.frame(1, 20_000, "d")));
        assertThat(batches).hasSize(1);
        assertThat(TextTable.texts(batches.getFirst().copy())).containsExactly("a", "b", "c", "d");
        assertThat(batches.getFirst().table()).isEqualTo(TextTable.of(1));
        assertThat(batches.getFirst().day()).isEqualTo(20_000);
    }

    @Test
    void tablesDoNotMixAndDaysStandTogether() {
        List<Batch> batches = cutter.cut(List.of(
                TextTable.frame(2, 5, "a"),
                TextTable.frame(1, 5, "b"),
                TextTable.frame(1, -1, "c"),
                TextTable.frame(2, 5, "d"),
                TextTable.frame(255, 5, "e"),
                TextTable.frame(1, 5, "f")));
        assertThat(batches)
                .map(batch -> TextTable.texts(batch.copy()))
                .containsExactly(List.of("a", "d"), List.of("b", "f", "c"), List.of("e"));
        assertThat(batches).extracting(batch -> batch.table().id()).containsExactly(2, 1, 255);
        assertThat(batches.get(1).pieces()).extracting(Batch.Piece::day).containsExactly(5, 5, -1);
    }

    @Test
    void aChunkOfManyDaysIsAFewInsertsAndNoneHasMoreDaysThanClickHouseTakes() throws IOException {
        List<Frame> frames = IntStream.range(0, 2 * BatchCutter.MAX_DAYS + 1)
                .mapToObj(day -> TextTable.frame(1, day, "of day " + day))
                .toList();
        assertThat(cutter.cut(frames))
                .extracting(Batch::rowCount)
                .containsExactly(BatchCutter.MAX_DAYS, BatchCutter.MAX_DAYS, 1);
        assertThat(Files.readString(Path.of("../clickhouse/server/users.xml")))
                .contains("<max_partitions_per_insert_block>%s</".formatted(BatchCutter.MAX_DAYS));
    }

    @Test
    void aChunkCanBeCutAgainWhenItHasToBeStoredAgain() {
        List<Frame> frames = List.of(TextTable.frame(1, 5, "a"), TextTable.frame(1, 5, "b"));
        assertThat(cutter.cut(frames))
                .map(batch -> TextTable.texts(batch.copy()))
                .isEqualTo(cutter.cut(frames).stream()
                        .map(batch -> TextTable.texts(batch.copy()))
                        .toList());
    }

    @Test
    void rowsOfATableThatThisBuildDoesNotKnowStopTheDrain() {
        assertThatThrownBy(() -> cutter.cut(List.of(TextTable.frame(1, 5, "a"), TextTable.frame(3, 5, "b"))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("table 3")
                .hasMessageContaining("run the build that wrote them");
    }

    @Test
    void twoTablesWithOneIdAreFoundAtTheStart() {
        assertThatThrownBy(() -> new BatchCutter(List.of(TextTable.of(1), TextTable.of(2), TextTable.of(1))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("same id 1");
    }

    @Property
    void everyRowIsOnceInAPieceOfItsDay(@ForAll @Size(max = 50) List<@IntRange(max = 6) Integer> days) {
        List<Frame> frames = new ArrayList<>();
        Map<Integer, List<String>> expected = new LinkedHashMap<>();
        for (int day : days) {
            String row = "row " + frames.size();
            frames.add(TextTable.frame(1, day, row));
            expected.computeIfAbsent(day, _ -> new ArrayList<>()).add(row);
        }
        Map<Integer, List<String>> cut = new LinkedHashMap<>();
        cutter.cut(frames).stream()
                .flatMap(batch -> batch.pieces().stream())
                .forEach(piece -> cut.computeIfAbsent(piece.day(), _ -> new ArrayList<>())
                        .addAll(TextTable.texts(bytes(piece.rows()))));
        assertThat(List.copyOf(cut.entrySet())).isEqualTo(List.copyOf(expected.entrySet()));
    }

    private static byte[] bytes(ByteBuffer rows) {
        byte[] bytes = new byte[rows.remaining()];
        rows.duplicate().get(bytes);
        return bytes;
    }
}
