package dev.millrace.traffic.intake;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A body of page views as they come: users and pages of different lengths, times that only grow. */
final class SampleBody {
    static final int EVENTS = 1000;

    private static final long FIRST_ID = 1L << 40;
    private static final DateTimeFormatter TIME =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);

    private SampleBody() {}

    /** Writes the events, one on each line. */
    static byte[] ndjson(Instant now) {
        return join(now, "", "\n", "\n");
    }

    /** An array of them. */
    static byte[] array(Instant now) {
        return join(now, "[", ",", "]");
    }

    private static byte[] join(Instant now, String before, String between, String after) {
        Random random = new Random(1);
        return IntStream.range(0, EVENTS)
                .mapToObj(i -> {
                    int page = (int) Math.exp(random.nextDouble() * Math.log(20_000));
                    return String.format(
                            Locale.ROOT,
                            "{\"request_id\":%s,\"user_id\":%s,\"created_at\":\"%s\",\"page_url\":\"/shop/%08x/products/%s\"}",
                            FIRST_ID + i,
                            1000 + random.nextInt(1_000_000),
                            TIME.format(now.plusMillis(i)),
                            page * 31,
                            page);
                })
                .collect(Collectors.joining(between, before, after))
                .getBytes(StandardCharsets.UTF_8);
    }
}
