package dev.millrace.benchmarks.load;

import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Page views of the last minutes, in columns.
 *
 * @param firstId ids count from here
 */
record Events(long firstId, int[] users, long[] millis, String[] pages, long version) {
    private static final int USERS = 1_000_000;
    private static final int PAGES = 20_000;
    private static final DateTimeFormatter TIME =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

    static Events make(long seed, long firstId, int count, Instant end) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed + firstId);
        int[] users = new int[count];
        long[] millis = new long[count];
        String[] pages = new String[count];
        for (int i = 0; i < count; i++) {
            users[i] = 1000 + random.nextInt(USERS);
            millis[i] = end.toEpochMilli() - 60_000L + i * 60_000L / count;
            int rank = (int) Math.exp(random.nextDouble() * Math.log(PAGES));
            pages[i] =
                    "/shop/%08x/products/%d-%016x".formatted(rank % 97 * 0x9E3779B1, rank, rank * 0x9E3779B97F4A7C15L);
        }
        return new Events(firstId, users, millis, pages, end.toEpochMilli() << 20);
    }

    int count() {
        return users.length;
    }

    String json(int i) {
        return "{\"request_id\":%d,\"user_id\":%d,\"created_at\":\"%s\",\"page_url\":\"%s\"}"
                .formatted(firstId + i, users[i], TIME.format(Instant.ofEpochMilli(millis[i])), pages[i]);
    }
}
