package dev.millrace.drain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testing.TextTable;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class BatchTest {
    @Test
    void halvesAreCutBetweenRowsOfAnyLength() {
        Batch batch = batch(List.of("a", "", "a long one", "b"));
        assertThat(TextTable.texts(batch.firstHalf().copy())).containsExactly("a", "");
        assertThat(TextTable.texts(batch.secondHalf().copy())).containsExactly("a long one", "b");
    }

    @Test
    void ofAnOddCountTheSecondHalfIsLargerByOne() {
        Batch batch = batch(List.of("a", "bb", "ccc"));
        assertThat(TextTable.texts(batch.firstHalf().copy())).containsExactly("a");
        assertThat(TextTable.texts(batch.secondHalf().copy())).containsExactly("bb", "ccc");
    }

    @Test
    void halvesAreOfTheSameTableAndDayAndShareTheBytes() {
        Batch batch = batch(List.of("a", "b"));
        for (Batch half : List.of(batch.firstHalf(), batch.secondHalf())) {
            assertThat(half.table()).isEqualTo(batch.table());
            assertThat(half.day()).isEqualTo(batch.day());
            assertThat(half.rows().getFirst().array())
                    .isSameAs(batch.rows().getFirst().array());
        }
    }

    @Test
    void aRowThatStandsAloneKnowsItsDay() {
        Batch batch = new BatchCutter(List.of(TextTable.of(1)))
                .cut(List.of(TextTable.frame(1, 5, "a", "b"), TextTable.frame(1, 6, "c"), TextTable.frame(1, 7, "d")))
                .getFirst();
        assertThat(batch.firstHalf()).extracting(Batch::day, Batch::rowCount).containsExactly(5, 2);
        Batch behind = batch.secondHalf();
        assertThat(behind.firstHalf()).extracting(Batch::day, Batch::rowCount).containsExactly(6, 1);
        assertThat(behind.secondHalf()).extracting(Batch::day, Batch::rowCount).containsExactly(7, 1);
        assertThat(TextTable.texts(behind.secondHalf().copy())).containsExactly("d");
    }

    @Property
    void halvedUntilRowsStandAloneNoneIsLostOrMovedOrCut(@ForAll("texts") List<String> texts) {
        List<String> alone = new ArrayList<>();
        halve(batch(texts), alone);
        assertThat(alone).isEqualTo(texts);
    }

    @Provide
    Arbitrary<List<String>> texts() {
        return Arbitraries.strings()
                .alpha()
                .ofMaxLength(127)
                .list()
                .ofMinSize(1)
                .ofMaxSize(33);
    }

    private static void halve(Batch batch, List<String> alone) {
        assertThat(TextTable.texts(batch.copy())).hasSize(batch.rowCount());
        if (batch.rowCount() == 1) {
            alone.addAll(TextTable.texts(batch.copy()));
        } else {
            halve(batch.firstHalf(), alone);
            halve(batch.secondHalf(), alone);
        }
    }

    /** Does not begin at the first byte, as a half of a half does not. */
    private static Batch batch(List<String> texts) {
        byte[] rows = TextTable.rows(texts);
        byte[] bytes = new byte[rows.length + 10];
        System.arraycopy(rows, 0, bytes, 7, rows.length);
        return new Batch(
                TextTable.of(1),
                texts.size(),
                List.of(new Batch.Piece(20_000, ByteBuffer.wrap(bytes, 7, rows.length))));
    }
}
