package dev.millrace.drain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.buffer.Chunk;
import dev.millrace.buffer.Frame;
import dev.millrace.buffer.FrameCodec;
import dev.millrace.clickhouse.shard.TestShards;
import dev.millrace.clickhouse.table.Column;
import dev.millrace.clickhouse.table.ColumnType;
import dev.millrace.clickhouse.table.EventTable;
import dev.millrace.clickhouse.table.Placement;
import dev.millrace.clickhouse.table.ShardKey;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ShardCutterTest {
    private static final int SHARDS = 5;
    private static final List<Column> NUMBER = List.of(new Column("number", ColumnType.UINT32));

    /** Its rows are numbers, whose slot is the number. */
    private static final EventTable SPREAD = new EventTable(
            1,
            "kind",
            "spread",
            true,
            new Placement.OneShard(rows -> rows.getInt(rows.position()) % ShardKey.SLOTS),
            NUMBER);

    private static final EventTable EVERYWHERE =
            new EventTable(2, "kind", "everywhere", true, new Placement.EveryShard(), NUMBER);

    private final ShardCutter cutter = new ShardCutter(List.of(SPREAD, EVERYWHERE), TestShards.of(SHARDS));

    @Test
    void everyRowIsInThePartOfItsShardAndInItsOrder() {
        long seed = new Random().nextLong();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        Map<Integer, List<Integer>> expected = new HashMap<>();
        List<Frame> frames = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            boolean isSpread = random.nextInt(4) > 0;
            int count = 1 + random.nextInt(random.nextBoolean() ? 1 : 20);
            ByteBuffer rows = ByteBuffer.allocate(count * Integer.BYTES);
            for (int row = 0; row < count; row++) {
                int number = random.nextInt(1 << 20);
                rows.putInt(number);
                for (int shard = 1; shard <= SHARDS; shard++) {
                    if (!isSpread || number % ShardKey.SLOTS * SHARDS / ShardKey.SLOTS + 1 == shard) {
                        expected.computeIfAbsent(shard, _ -> new ArrayList<>()).add(number);
                    }
                }
            }
            frames.add(new Frame(isSpread ? 1 : 2, 0, count, rows.flip()));
        }
        Map<Integer, List<Integer>> cut = new HashMap<>();
        for (ShardPart part : cutter.cut(new Chunk(frames, 1 << 20))) {
            List<Integer> numbers = new ArrayList<>();
            for (Frame frame : part.frames()) {
                ByteBuffer rows = frame.rows().duplicate();
                assertThat(rows.remaining()).isEqualTo(frame.rowCount() * Integer.BYTES);
                while (rows.hasRemaining()) {
                    numbers.add(rows.getInt());
                }
            }
            assertThat(part.rows()).isEqualTo(numbers.size());
            cut.put(part.shard().number(), numbers);
        }
        assertThat(cut).isEqualTo(expected);
    }

    @Test
    void whatIsDeferredLiesWhereItsFramesDo() {
        long size = FrameCodec.HEADER_BYTES + Integer.BYTES;
        Chunk chunk = new Chunk(List.of(one(0), one(0), one(1023), one(0)), 1000 + 4 * size);
        List<ShardPart> parts = cutter.cut(chunk);
        assertThat(parts).hasSize(2);
        assertThat(parts.getFirst().deferredTo(() -> null))
                .extracting(deferral -> List.of(deferral.from(), deferral.to()))
                .containsExactly(List.of(1000L, 1000L + 2 * size), List.of(1000L + 3 * size, 1000L + 4 * size));
        assertThat(parts.getLast().deferredTo(() -> null))
                .extracting(deferral -> List.of(deferral.from(), deferral.to()))
                .containsExactly(List.of(1000L + 2 * size, 1000L + 3 * size));
    }

    private static Frame one(int number) {
        return new Frame(
                1, 0, 1, ByteBuffer.allocate(Integer.BYTES).putInt(number).flip());
    }
}
