package dev.millrace.benchmarks.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** Views that have just happened, encoded as the service encodes them. For one thread. */
public final class LiveRows {
    /** The beginning of the insert statement; the table's name goes in between. */
    public static final String INSERT =
            "INSERT INTO millrace.${table} (request_id, user_id, created_at, page_url, version, is_deleted) FORMAT RowBinary";

    private static final int MAX_ROW_BYTES = 120;
    private static final int PAGES = 20_000;
    private static final int USERS = 1_000_000;

    private final RandomGenerator random;

    public LiveRows(long seed) {
        random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }

    /** Rows of the last second, in the order of time. */
    public byte[] batch(int rows, Instant now) {
        ByteBuffer buffer = ByteBuffer.allocate(rows * MAX_ROW_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        long first = now.toEpochMilli() - 1000;
        for (int i = 0; i < rows; i++) {
            buffer.putLong(random.nextLong());
            buffer.putInt(random.nextInt(100) == 0 ? 1 : 1000 + random.nextInt(USERS));
            buffer.putLong(first + i * 1000L / rows);
            byte[] page = page().getBytes(StandardCharsets.US_ASCII);
            buffer.put((byte) page.length).put(page);
            buffer.putLong(now.toEpochMilli() * 1_000_000 + i);
            buffer.put((byte) 0);
        }
        byte[] bytes = new byte[buffer.position()];
        buffer.flip().get(bytes);
        return bytes;
    }

    private String page() {
        int rank = (int) Math.exp(random.nextDouble() * Math.log(PAGES));
        return String.format(
                Locale.ROOT, "/shop/%08x/products/%s-%016x", rank % 97 * 0x9E3779B1, rank, rank * 0x9E3779B97F4A7C15L);
    }
}
