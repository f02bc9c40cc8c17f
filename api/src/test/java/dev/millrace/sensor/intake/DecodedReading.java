package dev.millrace.sensor.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.buffer.Frame;
import dev.millrace.buffer.FrameCodec;
import dev.millrace.clickhouse.table.RowFormatter;
import dev.millrace.intake.EventDecoder;
import dev.millrace.intake.FrameWriter;
import dev.millrace.intake.Verdict;
import dev.millrace.sensor.table.SensorTable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** What became of one reading, and the rows that came out of it. */
record DecodedReading(Verdict verdict, List<Map<String, Object>> rows) {
    /** The latest time that is not in the future. */
    static final Instant LATEST = Instant.parse("2026-11-20T12:00:00Z");

    static ReadingBuilder builder(ReadingDefaults defaults) {
        return new ReadingBuilder(defaults, () -> 7, 0, LATEST.toEpochMilli());
    }

    static EventDecoder careful() {
        return new JsonReadingDecoder(builder(ReadingDefaults.NONE));
    }

    static EventDecoder plain(EventDecoder otherwise) {
        return new PlainReadingDecoder(otherwise, builder(ReadingDefaults.NONE));
    }

    static EventDecoder protobuf() {
        return new ProtobufReadingDecoder(builder(ReadingDefaults.NONE));
    }

    static DecodedReading of(EventDecoder decoder, String json) {
        return of(decoder, json.getBytes(StandardCharsets.UTF_8));
    }

    /** The event lies amid other bytes, as it does in a body. */
    static DecodedReading of(EventDecoder decoder, byte[] event) {
        byte[] body = new byte[event.length + 10];
        Arrays.fill(body, (byte) '}');
        System.arraycopy(event, 0, body, 5, event.length);
        FrameWriter writer = new FrameWriter(SensorTable.READINGS.id(), 0);
        Verdict verdict = decoder.decode(body, 5, 5 + event.length, writer);
        return new DecodedReading(verdict, rows(writer.frames()));
    }

    private static List<Map<String, Object>> rows(ByteBuffer frames) {
        List<Map<String, Object>> found = new ArrayList<>();
        for (Frame frame = FrameCodec.read(frames); frame != null; frame = FrameCodec.read(frames)) {
            ByteBuffer rows = frame.rows();
            while (rows.hasRemaining()) {
                int start = rows.position();
                SensorTable.READINGS.skipRow(rows);
                byte[] row = new byte[rows.position() - start];
                rows.get(start, row);
                found.add(RowFormatter.of(SensorTable.READINGS, row).orElseThrow());
            }
        }
        return found;
    }

    /** The row of a reading that must have been accepted. */
    Map<String, Object> row() {
        assertThat(verdict).isEqualTo(Verdict.ACCEPTED);
        assertThat(rows).hasSize(1);
        return rows.getFirst();
    }

    /** The rejection of a reading that must have been rejected, without a row. */
    Verdict.Rejected rejection() {
        assertThat(verdict).isInstanceOf(Verdict.Rejected.class);
        assertThat(rows).isEmpty();
        return (Verdict.Rejected) verdict;
    }
}
