package dev.millrace.kafka.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.buffer.BatchLimits;
import dev.millrace.buffer.Chunk;
import dev.millrace.buffer.Frame;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ShardSourceTest {
    private static final BatchLimits NOW = new BatchLimits(3, 1000, Duration.ZERO);

    private final ShardSource source = new ShardSource(_ -> {});

    /**
     * A chunk that the drain has.
     *
     * @param lives how often this node had been given each partition when it was taken
     */
    private record Taken(long end, List<Frame> frames, Map<Integer, Integer> lives) {}

    /** Frames say which record of which partition they are: the table is the partition, the day is the offset. */
    private static Frame frame(int partition, long offset) {
        return new Frame(partition, (int) offset, 1, ByteBuffer.allocate(10));
    }

    private static TopicPartition partition(int number) {
        return new TopicPartition("t", number);
    }

    private void add(int partition, long offset) {
        source.add(partition(partition), offset, List.of(frame(partition, offset)), 10, 0, false);
    }

    /** Partitions come and go at random moments; what is committed was stored, in each time that this node had the partition. */
    @Test
    void anOffsetIsCommittedWhenEverythingBeforeItIsStoredAndNoneOfAPartitionThatIsGone() throws Exception {
        long seed = new Random().nextLong();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        Map<Integer, Long> next = new HashMap<>();
        Map<Integer, Long> stored = new HashMap<>();
        Map<Integer, Integer> life = new HashMap<>();
        Deque<Taken> taken = new ArrayDeque<>();
        for (int step = 0; step < 20_000; step++) {
            int number = random.nextInt(3);
            switch (random.nextInt(10)) {
                case 0 -> {
                    if (next.containsKey(number)) {
                        source.forget(List.of(partition(number)));
                        next.remove(number);
                        stored.remove(number);
                    } else {
                        source.assign(partition(number));
                        next.put(number, (long) random.nextInt(100));
                        life.merge(number, 1, Integer::sum);
                    }
                }
                case 1, 2, 3, 4 -> {
                    Long offset = next.get(number);
                    if (offset != null) {
                        add(number, offset);
                        next.put(number, offset + 1);
                    } else {
                        add(number, 5); // of a partition that is gone: ignored
                    }
                }
                case 5, 6, 7 -> {
                    if (source.pendingBytes()
                            > taken.stream()
                                    .mapToLong(chunk -> 10L * chunk.frames().size())
                                    .sum()) {
                        Chunk chunk = source.take(NOW);
                        assertThat(chunk.frames()).hasSizeBetween(1, 3);
                        taken.add(new Taken(chunk.end(), chunk.frames(), Map.copyOf(life)));
                    }
                }
                default -> {
                    if (!taken.isEmpty()) {
                        Taken chunk = taken.remove();
                        source.commit(chunk.end());
                        for (Frame frame : chunk.frames()) {
                            boolean isSameLife = next.containsKey(frame.table())
                                    && Objects.equals(chunk.lives().get(frame.table()), life.get(frame.table()));
                            if (isSameLife) {
                                stored.put(frame.table(), frame.day() + 1L);
                            }
                        }
                    }
                }
            }
            Map<Integer, Long> toCommit = new HashMap<>();
            source.toCommit().forEach((of, offset) -> toCommit.put(of.partition(), offset));
            assertThat(toCommit).isEqualTo(stored);
        }
    }

    @Test
    void aFlushMakesABatchDueUnlessOneIsUnderWay() throws Exception {
        BatchLimits slow = new BatchLimits(100, 1000, Duration.ofHours(1));
        source.assign(partition(0));
        add(0, 0);
        source.add(partition(0), 1, List.of(), 0, 0, true);
        Chunk first = source.take(slow);
        assertThat(first.frames()).hasSize(1);
        add(0, 2);
        source.add(partition(0), 3, List.of(), 0, 0, true);
        List<Chunk> later = new ArrayList<>();
        Thread taker = Thread.ofVirtual().start(() -> {
            try {
                later.add(source.take(slow));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        taker.join(Duration.ofMillis(200));
        assertThat(taker.isAlive()).isTrue();
        source.commit(first.end());
        taker.join();
        assertThat(later.getFirst().frames()).hasSize(1);
        source.commit(later.getFirst().end());
        assertThat(source.toCommit()).containsEntry(partition(0), 4L);
        assertThat(source.pendingBytes()).isZero();
    }

    @Test
    void aPartitionThatIsTakenAwayIsWaitedForUntilItsChunkIsStored() throws Exception {
        source.assign(partition(0));
        add(0, 0);
        add(0, 1);
        Chunk chunk = source.take(new BatchLimits(1, 1000, Duration.ZERO));
        Thread storing = Thread.ofVirtual().start(() -> source.commit(chunk.end()));
        source.awaitStored(List.of(partition(0)), Duration.ofSeconds(30));
        storing.join();
        assertThat(source.toCommit()).containsEntry(partition(0), 1L);
        assertThat(source.pendingBytes())
                .as("the record that was not taken is forgotten")
                .isZero();
    }
}
