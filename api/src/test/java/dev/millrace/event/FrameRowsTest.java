package dev.millrace.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.buffer.Frame;
import dev.millrace.intake.FrameWriter;
import dev.millrace.traffic.table.TrafficTable;
import dev.millrace.traffic.table.ViewRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FrameRowsTest {
    @Test
    void theRowsThatAreNotPickedStayInTheirOrder() {
        for (Set<Long> picked : List.of(Set.of(0L), Set.of(9L), Set.of(3L, 4L), Set.of(0L, 5L, 9L))) {
            Frame frame = frame();
            Frame rest = without(frame, picked);
            assertThat(ids(rest))
                    .containsExactlyElementsOf(LongStream.range(0, 10)
                            .boxed()
                            .filter(id -> !picked.contains(id))
                            .toList());
            assertThat(ids(frame)).as("what was given is as it was").hasSize(10);
        }
    }

    @Test
    void aFrameOfWhichNothingIsPickedIsItself() {
        Frame frame = frame();
        assertThat(without(frame, Set.of())).isSameAs(frame);
    }

    @Test
    void aFrameOfWhichAllIsPickedIsNoFrame() {
        assertThat(FrameRows.without(frame(), TrafficTable.VIEWS, _ -> true)).isNull();
    }

    private static @Nullable Frame without(Frame frame, Set<Long> picked) {
        return FrameRows.without(frame, TrafficTable.VIEWS, rows -> picked.contains(ViewRow.requestIdAt(rows)));
    }

    private static Frame frame() {
        FrameWriter writer = new FrameWriter(TrafficTable.VIEWS.id(), 0);
        for (int id = 0; id < 10; id++) {
            new ViewRow(id, 7, 1000, "/" + "x".repeat(id * 30), id, false).write(writer);
        }
        return FrameRows.frames(writer).getFirst();
    }

    private static List<Long> ids(@Nullable Frame frame) {
        List<Long> ids = new ArrayList<>();
        if (frame != null) {
            FrameRows.forEach(frame, rows -> ids.add(ViewRow.read(rows).requestId()));
            assertThat(frame.rowCount()).isEqualTo(ids.size());
        }
        return ids;
    }
}
