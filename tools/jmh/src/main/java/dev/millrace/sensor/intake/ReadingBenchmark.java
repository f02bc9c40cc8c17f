package dev.millrace.sensor.intake;

import dev.millrace.intake.EventDecoder;
import dev.millrace.intake.FrameWriter;
import dev.millrace.intake.Verdict;
import dev.millrace.sensor.table.SensorTable;
import dev.millrace.sensor.v1.Reading;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Nanoseconds for each reading: from its bytes to its row. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(ReadingBenchmark.READINGS)
public class ReadingBenchmark {
    static final int READINGS = 1000;

    private static final long FIRST_MILLIS =
            Instant.parse("2026-11-19T10:00:00Z").toEpochMilli();

    /** Events one after the other, and the end of each. */
    private record Body(byte[] bytes, int[] ends) {
        static Body of(byte[][] events) {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            int[] ends = new int[events.length];
            for (int i = 0; i < events.length; i++) {
                all.writeBytes(events[i]);
                ends[i] = all.size();
            }
            return new Body(all.toByteArray(), ends);
        }
    }

    private final Body json = Body.of(events(""));
    private final Body jsonWithAttributes = Body.of(events(",\"attributes\":{\"line\":7,\"batch\":\"a-17\"}"));
    private final Body protobuf = Body.of(messages());

    private static double value(Random random) {
        return Math.round(random.nextGaussian(70, 20) * 10_000) / 10_000.0;
    }

    private static byte[][] events(String more) {
        Random random = new Random(1);
        return IntStream.range(0, READINGS)
                .mapToObj(i ->
                        "{\"sensor_id\":\"F1/E%s/S%s\",\"ts\":\"%s\",\"value\":%s,\"facility\":\"F1\",\"equipment\":\"E%s\",\"unit\":\"C\"%s}"
                                .formatted(
                                        i / 100,
                                        i,
                                        Instant.ofEpochMilli(FIRST_MILLIS + i),
                                        value(random),
                                        i / 100,
                                        more)
                                .getBytes(StandardCharsets.UTF_8))
                .toArray(byte[][]::new);
    }

    private static byte[][] messages() {
        Random random = new Random(1);
        return IntStream.range(0, READINGS)
                .mapToObj(i -> Reading.newBuilder()
                        .setSensorId("F1/E%s/S%s".formatted(i / 100, i))
                        .setTsMillis(FIRST_MILLIS + i)
                        .setValue(value(random))
                        .setFacility("F1")
                        .setEquipment("E" + i / 100)
                        .setUnit("C")
                        .build()
                        .toByteArray())
                .toArray(byte[][]::new);
    }

    private static ReadingBuilder reading() {
        return new ReadingBuilder(ReadingDefaults.NONE, () -> 7, 0, FIRST_MILLIS + READINGS);
    }

    private static EventDecoder careful() {
        return new JsonReadingDecoder(reading());
    }

    private static EventDecoder plain() {
        ReadingBuilder reading = reading();
        return new PlainReadingDecoder(new JsonReadingDecoder(reading), reading);
    }

    /** JSON that is written plainly. */
    @Benchmark
    public ByteBuffer json() {
        return decode(plain(), json);
    }

    /** Decodes JSON by the general decoder. */
    @Benchmark
    public ByteBuffer jsonCarefully() {
        return decode(careful(), json);
    }

    /** JSON with attributes. */
    @Benchmark
    public ByteBuffer jsonWithAttributes() {
        return decode(plain(), jsonWithAttributes);
    }

    /** Messages. */
    @Benchmark
    public ByteBuffer protobuf() {
        return decode(new ProtobufReadingDecoder(reading()), protobuf);
    }

    private static ByteBuffer decode(EventDecoder decoder, Body body) {
        FrameWriter rows = new FrameWriter(SensorTable.READINGS.id(), body.bytes().length / 2);
        int from = 0;
        for (int end : body.ends()) {
            if (decoder.decode(body.bytes(), from, end, rows) != Verdict.ACCEPTED) {
                throw new IllegalStateException("a reading was not accepted");
            }
            from = end;
        }
        return rows.frames();
    }
}
