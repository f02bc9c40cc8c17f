package dev.millrace.sensor.facility;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.buffer.Frame;
import dev.millrace.clickhouse.table.RowFormatter;
import dev.millrace.event.FrameRows;
import dev.millrace.intake.FrameWriter;
import dev.millrace.sensor.table.ReadingRow;
import dev.millrace.sensor.table.SensorTable;
import dev.millrace.sensor.table.Utf8Slice;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class FacilityRewriterTest {
    private final FacilityRewriter rewriter = new FacilityRewriter();

    private static void set(Utf8Slice text, String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        text.set(bytes, 0, bytes.length);
    }

    /** @param pairs facility and sensor with a blank between them */
    private static List<Frame> readings(String... pairs) {
        FrameWriter rows = new FrameWriter(SensorTable.READINGS.id(), 0);
        for (int i = 0; i < pairs.length; i++) {
            String[] pair = pairs[i].split(" ", -1);
            ReadingRow row = new ReadingRow();
            set(row.facility(), pair[0]);
            set(row.sensorId(), pair[1]);
            set(row.unit(), "C");
            row.ts(i * 86_400_000L / 2);
            row.write(rows, 1);
        }
        return FrameRows.frames(rows);
    }

    private static List<String> pairs(List<Frame> frames) {
        List<String> pairs = new ArrayList<>();
        for (Frame frame : frames) {
            if (frame.table() == SensorTable.FACILITY_SENSORS.id()) {
                FrameRows.forEach(frame, rows -> pairs.add(pair(rows)));
            }
        }
        return pairs;
    }

    private static String pair(ByteBuffer rows) {
        int start = rows.position();
        SensorTable.FACILITY_SENSORS.skipRow(rows);
        byte[] row = new byte[rows.position() - start];
        rows.get(start, row);
        return String.join(
                " ",
                RowFormatter.of(SensorTable.FACILITY_SENSORS, row).orElseThrow().values().stream()
                        .map(Object::toString)
                        .toList());
    }

    @Test
    void aPairIsStoredBeforeItsFirstReadingAndNotAgain() {
        List<Frame> frames = readings("F1 a", "F1 b", "F1 a", " c", "F2 a");
        assertThat(rewriter.concerns(frames)).isTrue();
        List<Frame> rewritten = rewriter.rewrite(frames);
        assertThat(pairs(rewritten.subList(0, 1))).containsExactly("F1 a", "F1 b", "F2 a");
        assertThat(rewritten.subList(1, rewritten.size())).isEqualTo(frames);
        assertThat(rewriter.amend(rewritten)).isEmpty();

        assertThat(rewriter.concerns(frames)).isFalse();
        assertThat(rewriter.rewrite(frames)).isSameAs(frames);
        assertThat(pairs(rewriter.rewrite(readings("F1 a", "F1 c")))).containsExactly("F1 c");
    }

    @Test
    void aPairThatWasNotStoredIsWrittenAgain() {
        List<Frame> frames = readings("F1 a");
        assertThat(pairs(rewriter.rewrite(frames))).containsExactly("F1 a");
        assertThat(pairs(rewriter.rewrite(frames))).containsExactly("F1 a");
    }

    @Test
    void aPairOfAParkedChunkIsNotTakenForStoredWhenAnotherChunkIs() {
        List<Frame> known = readings("F1 a");
        rewriter.amend(rewriter.rewrite(known));
        List<Frame> parked = readings("F1 b");
        rewriter.rewrite(parked);
        rewriter.amend(known);
        assertThat(rewriter.concerns(parked)).isTrue();
        assertThat(pairs(rewriter.rewrite(parked))).containsExactly("F1 b");
    }

    @Test
    void aReadingWithoutAFacilityIsNobodys() {
        assertThat(rewriter.concerns(readings(" a", " b"))).isFalse();
    }

    @Property(tries = 300)
    void whateverCameEveryPairIsWrittenOnce(@ForAll Random random) {
        FacilityRewriter any = new FacilityRewriter();
        Set<String> seen = new HashSet<>();
        List<String> stored = new ArrayList<>();
        for (int chunk = 0; chunk < 5; chunk++) {
            String[] some = random.ints(random.nextInt(1, 40), 0, 30)
                    .mapToObj(i -> "F%s %s".formatted("x".repeat(i % 12), "sensor-%s".formatted(i * i)))
                    .toArray(String[]::new);
            seen.addAll(List.of(some));
            List<Frame> rewritten = any.rewrite(readings(some));
            stored.addAll(pairs(rewritten));
            List<Frame> _ = any.amend(rewritten);
        }
        assertThat(stored).containsExactlyInAnyOrderElementsOf(seen);
    }

    @Test
    void whenItKnowsTooManyItForgetsThemAll() {
        PairCache known = new PairCache();
        for (long hash = 0; hash < PairCache.MOST; hash++) {
            assertThat(known.add(hash * 31)).isTrue();
        }
        assertThat(known.contains(31)).isTrue();
        assertThat(known.add(-7)).isTrue();
        assertThat(known.contains(-7)).isTrue();
        assertThat(known.contains(31)).isFalse();
    }
}
