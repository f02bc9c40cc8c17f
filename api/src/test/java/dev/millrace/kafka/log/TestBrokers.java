package dev.millrace.kafka.log;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * A model of brokers for the nodes of a history: it keeps records in partitions and the group's committed offsets, and gives partitions to nodes. Partitions move to other nodes at random moments, also while their rows are being stored, and are read again from what is
 * committed. Thread-safe.
 */
final class TestBrokers {
    private static final Map<String, TestBrokers> ALL = new ConcurrentHashMap<>();

    /** One look of so many moves a partition. */
    private static final int MOVES = 12;

    /** The offsets after the records of a chunk. */
    record Ends(Map<TopicPartition, Long> offsets) {}

    private record Waiter(Ends ends, CompletableFuture<Void> done) {}

    private final Random random;
    private final Map<TopicPartition, List<byte[]>> records = new HashMap<>();
    private final Map<TopicPartition, Long> committed = new HashMap<>();

    /** The offset that the owner of a partition fetches next. */
    private final Map<TopicPartition, Long> next = new HashMap<>();

    private final Map<TopicPartition, TestLog> owners = new HashMap<>();
    private final List<TestLog> members = new ArrayList<>();
    private final List<Waiter> waiters = new ArrayList<>();

    private TestBrokers(String name) {
        this.random = new Random(name.hashCode());
    }

    /** The brokers of a history. */
    static TestBrokers named(String name) {
        return ALL.computeIfAbsent(name, TestBrokers::new);
    }

    synchronized void join(TestLog log) {
        members.add(log);
        for (TopicPartition partition : log.topics().partitions()) {
            if (!owners.containsKey(partition) || random.nextInt(members.size()) == 0) {
                move(partition, log);
            }
        }
    }

    synchronized void leave(TestLog log) {
        members.remove(log);
        for (TopicPartition partition : log.topics().partitions()) {
            if (log.equals(owners.get(partition))) {
                owners.remove(partition);
                if (!members.isEmpty()) {
                    move(partition, members.get(random.nextInt(members.size())));
                }
            }
        }
    }

    private void move(TopicPartition partition, TestLog to) {
        TestLog from = owners.get(partition);
        if (from != null) {
            if (random.nextBoolean()) {
                commit(from);
            }
            from.sourceOf(partition.partition()).forget(List.of(partition));
        }
        owners.put(partition, to);
        next.put(partition, committed.getOrDefault(partition, 0L));
        to.sourceOf(partition.partition()).assign(partition);
    }

    synchronized Ends append(List<ProducerRecord<byte[], byte[]>> more) {
        Map<TopicPartition, Long> ends = new HashMap<>();
        for (ProducerRecord<byte[], byte[]> record : more) {
            TopicPartition partition = new TopicPartition(record.topic(), record.partition());
            List<byte[]> of = records.computeIfAbsent(partition, _ -> new ArrayList<>());
            of.add(record.value());
            ends.put(partition, (long) of.size());
        }
        return new Ends(ends);
    }

    synchronized CompletionStage<Void> reached(Ends ends) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        waiters.add(new Waiter(ends, done));
        return done;
    }

    /** What a consumer does each time that it polls: commits what is stored, takes part in a rebalance, and fetches. */
    void poll(TestLog log) {
        List<Waiter> done = new ArrayList<>();
        synchronized (this) {
            commit(log);
            if (random.nextInt(MOVES) == 0) {
                List<TopicPartition> all = log.topics().partitions();
                move(all.get(random.nextInt(all.size())), members.get(random.nextInt(members.size())));
            }
            owners.forEach((partition, owner) -> {
                if (owner.equals(log)) {
                    fetch(partition, log);
                }
            });
            waiters.removeIf(waiter -> {
                boolean isReached = waiter.ends.offsets().entrySet().stream()
                        .allMatch(end -> committed.getOrDefault(end.getKey(), 0L) >= end.getValue());
                if (isReached) {
                    done.add(waiter);
                }
                return isReached;
            });
        }
        done.forEach(waiter -> waiter.done.complete(null));
    }

    private void fetch(TopicPartition partition, TestLog log) {
        List<byte[]> all = records.getOrDefault(partition, List.of());
        for (long offset = next.getOrDefault(partition, 0L); offset < all.size(); offset++) {
            byte[] value = all.get((int) offset);
            log.sourceOf(partition.partition()).add(partition, offset, TestLog.frames(value), value.length, 0, false);
        }
        next.put(partition, (long) all.size());
    }

    private void commit(TestLog log) {
        for (ShardSource source : log.sources()) {
            source.toCommit().forEach((partition, offset) -> {
                committed.merge(partition, offset, Math::max);
                source.committed(partition, offset);
            });
        }
    }

    /** The records that are not committed. */
    synchronized List<byte[]> pending() {
        List<byte[]> pending = new ArrayList<>();
        records.forEach((partition, all) ->
                pending.addAll(all.subList(committed.getOrDefault(partition, 0L).intValue(), all.size())));
        return pending;
    }
}
