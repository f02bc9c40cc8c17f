package dev.millrace.kafka.log;

import dev.millrace.buffer.Frame;
import dev.millrace.buffer.FrameCodec;
import dev.millrace.clickhouse.table.EventTable;
import dev.millrace.clickhouse.table.Placement;
import dev.millrace.drain.FrameCutter;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Turns frames into records. The value of a record is a sequence of frames, as {@link FrameCodec} writes them, of one partition. For one
 * thread.
 */
final class RecordBuilder {
    private final LogTopics topics;
    private final int maxBytes;
    private final Map<TopicPartition, List<Frame>> waiting = new LinkedHashMap<>();
    private final Map<TopicPartition, Integer> bytes = new LinkedHashMap<>();
    private final List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();

    /** @param maxBytes most bytes of a record's value; a frame of more is cut between its rows */
    RecordBuilder(LogTopics topics, int maxBytes) {
        this.topics = topics;
        this.maxBytes = maxBytes;
    }

    /** Adds a frame. */
    void add(Frame frame) {
        EventTable table = topics.table(frame.table());
        String topic = topics.topic(table);
        switch (table.placement()) {
            case Placement.EveryShard _ ->
                topics.partitionsOfEveryShard()
                        .forEach(partition -> add(new TopicPartition(topic, partition), table, frame));
            case Placement.OneShard(var slot) -> {
                @Nullable
                Frame[] parts =
                        FrameCutter.cut(frame, table, topics.count(), row -> topics.partition(slot.applyAsInt(row)));
                for (int partition = 0; partition < parts.length; partition++) {
                    Frame part = parts[partition];
                    if (part != null) {
                        add(new TopicPartition(topic, partition), table, part);
                    }
                }
            }
        }
    }

    private void add(TopicPartition partition, EventTable table, Frame frame) {
        if (length(frame) <= maxBytes) {
            addPiece(partition, frame);
            return;
        }
        ByteBuffer rows = frame.rows().duplicate();
        int start = rows.position();
        int count = 0;
        while (rows.hasRemaining()) {
            int row = rows.position();
            table.skipRow(rows);
            if (count > 0 && FrameCodec.HEADER_BYTES + rows.position() - start > maxBytes) {
                addPiece(partition, piece(frame, count, start, row));
                start = row;
                count = 0;
            }
            count++;
        }
        addPiece(partition, piece(frame, count, start, rows.position()));
    }

    private static Frame piece(Frame frame, int rowCount, int from, int to) {
        return new Frame(frame.table(), frame.day(), rowCount, frame.rows().slice(from, to - from));
    }

    private void addPiece(TopicPartition partition, Frame frame) {
        if (bytes.getOrDefault(partition, 0) + length(frame) > maxBytes) {
            finish(partition);
        }
        waiting.computeIfAbsent(partition, _ -> new ArrayList<>()).add(frame);
        bytes.merge(partition, length(frame), Integer::sum);
    }

    /** Returns the records of all frames, in their order within each partition. */
    List<ProducerRecord<byte[], byte[]>> build() {
        List.copyOf(waiting.keySet()).forEach(this::finish);
        return records;
    }

    private void finish(TopicPartition partition) {
        List<Frame> frames = waiting.remove(partition);
        Integer length = bytes.remove(partition);
        if (frames != null && length != null) {
            records.add(new ProducerRecord<>(partition.topic(), partition.partition(), null, encoded(frames, length)));
        }
    }

    private static byte[] encoded(List<Frame> frames, int length) {
        byte[] value = new byte[length];
        int at = 0;
        for (Frame frame : frames) {
            ByteBuffer rows = frame.rows().duplicate();
            int rowsBytes = rows.remaining();
            rows.get(value, at + FrameCodec.HEADER_BYTES, rowsBytes);
            FrameCodec.writeHeader(value, at, frame.table(), frame.day(), frame.rowCount(), rowsBytes);
            at += FrameCodec.HEADER_BYTES + rowsBytes;
        }
        return value;
    }

    private static int length(Frame frame) {
        return FrameCodec.HEADER_BYTES + frame.rows().remaining();
    }
}
