package dev.millrace.benchmarks.load;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Locale;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;

/**
 * Readings of the last minutes, once a second from each of 10,000 sensors, 100 of which are on one equipment.
 *
 * @param sensors numbers from 0
 * @param version of all rows where ClickHouse is asked directly
 */
record Readings(int[] sensors, long[] millis, double[] values, long version) implements Events {
    private static final int SENSORS = 10_000;
    private static final int MAX_ROW_BYTES = 192;
    private static final DateTimeFormatter TIME =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);

    static Readings make(long seed, long firstId, int count, Instant end) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed + firstId);
        int[] sensors = new int[count];
        long[] millis = new long[count];
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            long id = firstId + i;
            sensors[i] = (int) (id % SENSORS);
            millis[i] = end.toEpochMilli() - 60_000L - id / SENSORS * 1000L;
            values[i] = Math.rint(random.nextGaussian(70, 5) * 1e4) / 1e4;
        }
        return new Readings(sensors, millis, values, end.toEpochMilli() << 20);
    }

    @Override
    public int count() {
        return sensors.length;
    }

    @Override
    public String json(int i) {
        return "{\"sensor_id\":\"%s\",\"ts\":\"%s\",\"value\":%s,\"facility\":\"%s\",\"equipment\":\"%s\",\"unit\":\"C\",\"quality\":\"good\"}"
                .formatted(
                        sensor(i), TIME.format(Instant.ofEpochMilli(millis[i])), values[i], facility(i), equipment(i));
    }

    @Override
    public byte[] rows() {
        ByteBuffer out = Binary.buffer(count(), MAX_ROW_BYTES);
        for (int i = 0; i < count(); i++) {
            Binary.text(out, sensor(i));
            out.putLong(millis[i]).putDouble(values[i]);
            Binary.text(out, facility(i));
            Binary.text(out, equipment(i));
            Binary.text(out, "C");
            Binary.text(out, "good");
            Binary.text(out, "");
            out.putLong(version).put((byte) 0);
        }
        return Binary.bytes(out);
    }

    @Override
    public byte[] columns() {
        ByteBuffer out = Binary.buffer(count() + 4, MAX_ROW_BYTES);
        Binary.number(out, 10);
        Binary.number(out, count());
        Binary.column(out, "sensor_id", "String");
        IntStream.range(0, count()).forEach(i -> Binary.text(out, sensor(i)));
        Binary.column(out, "ts", "DateTime64(3, 'UTC')");
        IntStream.range(0, count()).forEach(i -> out.putLong(millis[i]));
        Binary.column(out, "value", "Float64");
        IntStream.range(0, count()).forEach(i -> out.putDouble(values[i]));
        Binary.column(out, "facility", "String");
        IntStream.range(0, count()).forEach(i -> Binary.text(out, facility(i)));
        Binary.column(out, "equipment", "String");
        IntStream.range(0, count()).forEach(i -> Binary.text(out, equipment(i)));
        Binary.column(out, "unit", "String");
        IntStream.range(0, count()).forEach(_ -> Binary.text(out, "C"));
        Binary.column(out, "quality", "String");
        IntStream.range(0, count()).forEach(_ -> Binary.text(out, "good"));
        Binary.column(out, "attributes", "String");
        IntStream.range(0, count()).forEach(_ -> Binary.text(out, ""));
        Binary.column(out, "version", "UInt64");
        IntStream.range(0, count()).forEach(_ -> out.putLong(version));
        Binary.column(out, "is_deleted", "UInt8");
        IntStream.range(0, count()).forEach(_ -> out.put((byte) 0));
        return Binary.bytes(out);
    }

    @Override
    public byte[] protobuf() {
        ByteBuffer out = Binary.buffer(count(), MAX_ROW_BYTES);
        for (int i = 0; i < count(); i++) {
            ByteBuffer one = Binary.buffer(1, MAX_ROW_BYTES);
            field(one, 1, sensor(i));
            one.put((byte) 0x10);
            Binary.number(one, millis[i]);
            one.put((byte) 0x19).putDouble(values[i]);
            field(one, 4, facility(i));
            field(one, 5, equipment(i));
            field(one, 6, "C");
            field(one, 7, "good");
            out.put((byte) 0x0a);
            Binary.number(out, one.position());
            out.put(one.flip());
        }
        return Binary.bytes(out);
    }

    private static void field(ByteBuffer out, int number, String text) {
        // Of the type that has a length.
        out.put((byte) ((number << 3) | 2));
        Binary.text(out, text);
    }

    private String facility(int i) {
        return "F" + sensors[i] / 1000;
    }

    private String equipment(int i) {
        return "E" + sensors[i] / 100 % 10;
    }

    private String sensor(int i) {
        return String.format(Locale.ROOT, "%s/%s/S%02d", facility(i), equipment(i), sensors[i] % 100);
    }
}
