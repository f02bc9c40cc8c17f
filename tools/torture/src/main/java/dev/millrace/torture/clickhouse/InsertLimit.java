package dev.millrace.torture.clickhouse;

import dev.millrace.processes.Database;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;

/** Measures how fast an otherwise idle ClickHouse takes rows like those of {@link OutageLoad}. */
final class InsertLimit {
    private static final int BLOCK_ROWS = 100_000;
    private static final int MAX_ROW_BYTES = 64;
    private static final int USERS = 10_000;

    private final Database clickHouse;
    private final String table;
    private final long firstUser;

    /** @param table in the database {@code millrace}, of the structure of {@code traffic} */
    InsertLimit(Database clickHouse, String table, long firstUser) {
        this.clickHouse = clickHouse;
        this.table = table;
        this.firstUser = firstUser;
    }

    /** Sends so many rows in blocks, one after the other on one connection; making them does not count. */
    Duration take(long rows) throws IOException, InterruptedException {
        String insert =
                "INSERT INTO millrace.%s (request_id, user_id, created_at, page_url, version, is_deleted) FORMAT RowBinary"
                        .formatted(table);
        long nanos = 0;
        for (long from = 0; from < rows; from += BLOCK_ROWS) {
            byte[] block = block(from, (int) Math.min(BLOCK_ROWS, rows - from));
            long start = System.nanoTime();
            clickHouse.ingest().insert(insert, block, "limit-%s-%s".formatted(table, from));
            nanos += System.nanoTime() - start;
        }
        return Duration.ofNanos(nanos);
    }

    private byte[] block(long from, int rows) {
        ByteBuffer block = ByteBuffer.allocate(rows * MAX_ROW_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        long now = System.currentTimeMillis();
        for (long id = from; id < from + rows; id++) {
            byte[] page = ("/products/" + id % 997).getBytes(StandardCharsets.UTF_8);
            // 20,000 a second, as they came to the service.
            block.putLong(id).putInt((int) (firstUser + id * 7919 % USERS)).putLong(now - 60_000 + (id - from) / 20);
            block.put((byte) page.length).put(page).putLong(now * 1000).put((byte) 0);
        }
        return Arrays.copyOf(block.array(), block.position());
    }
}
