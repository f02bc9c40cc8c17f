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
 * Page views of the last minutes, in columns.
 *
 * @param firstId ids count from here
 */
record PageViews(long firstId, int[] users, long[] millis, String[] pages, long version) implements Events {
    private static final int MAX_ROW_BYTES = 256;
    private static final int USERS = 1_000_000;
    private static final int PAGES = 20_000;
    private static final DateTimeFormatter TIME =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);

    static PageViews make(long seed, long firstId, int count, Instant end) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed + firstId);
        int[] users = new int[count];
        long[] millis = new long[count];
        String[] pages = new String[count];
        for (int i = 0; i < count; i++) {
            users[i] = 1000 + random.nextInt(USERS);
            millis[i] = end.toEpochMilli() - 60_000L + i * 60_000L / count;
            int rank = (int) Math.exp(random.nextDouble() * Math.log(PAGES));
            pages[i] = String.format(
                    Locale.ROOT,
                    "/shop/%08x/products/%s-%016x",
                    rank % 97 * 0x9E3779B1,
                    rank,
                    rank * 0x9E3779B97F4A7C15L);
        }
        return new PageViews(firstId, users, millis, pages, end.toEpochMilli() << 20);
    }

    @Override
    public int count() {
        return users.length;
    }

    @Override
    public String json(int i) {
        return "{\"request_id\":%s,\"user_id\":%s,\"created_at\":\"%s\",\"page_url\":\"%s\"}"
                .formatted(firstId + i, users[i], TIME.format(Instant.ofEpochMilli(millis[i])), pages[i]);
    }

    @Override
    public byte[] rows() {
        ByteBuffer out = Binary.buffer(count() + 2, MAX_ROW_BYTES);
        for (int i = 0; i < count(); i++) {
            out.putLong(firstId + i).putInt(users[i]).putLong(millis[i]);
            Binary.text(out, pages[i]);
            out.putLong(version).put((byte) 0);
        }
        return Binary.bytes(out);
    }

    @Override
    public byte[] columns() {
        ByteBuffer out = Binary.buffer(count() + 2, MAX_ROW_BYTES);
        Binary.number(out, 6);
        Binary.number(out, count());
        Binary.column(out, "request_id", "UInt64");
        IntStream.range(0, count()).forEach(i -> out.putLong(firstId + i));
        Binary.column(out, "user_id", "UInt32");
        IntStream.range(0, count()).forEach(i -> out.putInt(users[i]));
        Binary.column(out, "created_at", "DateTime64(3, 'UTC')");
        IntStream.range(0, count()).forEach(i -> out.putLong(millis[i]));
        Binary.column(out, "page_url", "String");
        IntStream.range(0, count()).forEach(i -> Binary.text(out, pages[i]));
        Binary.column(out, "version", "UInt64");
        IntStream.range(0, count()).forEach(_ -> out.putLong(version));
        Binary.column(out, "is_deleted", "UInt8");
        IntStream.range(0, count()).forEach(_ -> out.put((byte) 0));
        return Binary.bytes(out);
    }

    @Override
    public byte[] protobuf() {
        throw new UnsupportedOperationException("views are not taken as protobuf");
    }
}
