package dev.millrace.traffic;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A body of page views as they come, one on each line. */
final class SampleBody {
    static final int EVENTS = 1000;

    private SampleBody() {}

    static byte[] ndjson(Instant now) {
        return IntStream.range(0, EVENTS)
                .mapToObj(i ->
                        "{\"request_id\":%d,\"user_id\":%d,\"created_at\":\"%s\",\"page_url\":\"/shop/%08x/products/%d\"}"
                                .formatted(1L << 40 | i, 1000 + i * 7, now.plusMillis(i), i * 31, i))
                .collect(Collectors.joining("\n"))
                .getBytes(StandardCharsets.UTF_8);
    }
}
