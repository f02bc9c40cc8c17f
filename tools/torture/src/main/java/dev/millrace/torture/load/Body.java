package dev.millrace.torture.load;

import dev.millrace.torture.journal.Reading;
import dev.millrace.torture.journal.View;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A body with its headers.
 *
 * @param encoding Content-Encoding, null for none
 */
record Body(byte[] bytes, String contentType, @Nullable String encoding) {
    private static final List<String> BAD = List.of(
            "{\"request_id\":1,\"user_id\":-1,\"created_at\":\"2026-01-01T00:00:00Z\",\"page_url\":\"/bad\"}",
            "{\"request_id\":1,\"user_id\":1,\"page_url\":\"/bad\"}",
            "{\"request_id\":1,\"user_id\":1,\"created_at\":\"yesterday\",\"page_url\":\"/bad\"}",
            "{\"request_id\":\"one\",\"user_id\":1,\"created_at\":\"2026-01-01T00:00:00Z\",\"page_url\":\"/bad\"}");

    private static final List<String> BAD_READINGS = List.of(
            "{\"sensor_id\":\"\",\"ts\":\"2026-01-01T00:00:00Z\",\"value\":1}",
            "{\"sensor_id\":\"bad\",\"ts\":\"2026-01-01T00:00:00Z\"}",
            "{\"sensor_id\":\"bad\",\"ts\":\"yesterday\",\"value\":1}",
            "{\"sensor_id\":\"bad\",\"ts\":\"2026-01-01T00:00:00Z\",\"value\":\"warm\"}");

    /** Makes the body of one view, whose id is in the path. */
    static Body one(View view) {
        return new Body(text(view).getBytes(StandardCharsets.UTF_8), "application/json", null);
    }

    /** Views as lines or as an array, packed or not, with bad events among them. */
    static Body many(List<View> views, int bad, RandomGenerator random) {
        return many(views.stream().map(Body::text).toList(), BAD, bad, random);
    }

    private static Body many(List<String> sound, List<String> unsound, int bad, RandomGenerator random) {
        List<String> events = new ArrayList<>(sound);
        boolean lines = random.nextBoolean();
        for (int i = 0; i < bad; i++) {
            // Text that is not JSON can only be told from its neighbours by the end of its line.
            String event =
                    lines && random.nextInt(4) == 0 ? "{\"request_id\":" : unsound.get(random.nextInt(unsound.size()));
            events.add(random.nextInt(events.size() + 1), event);
        }
        String text = lines ? String.join("\n", events) : "[" + String.join(",", events) + "]";
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        boolean packed = random.nextInt(3) == 0;
        return new Body(
                packed ? gzip(bytes) : bytes,
                lines ? "application/x-ndjson" : "application/json",
                packed ? "gzip" : null);
    }

    /** Readings as lines or as an array, packed or not, with bad events among them. */
    static Body readings(List<Reading> readings, String facility, int bad, RandomGenerator random) {
        return many(readings.stream().map(reading -> text(reading, facility)).toList(), BAD_READINGS, bad, random);
    }

    private static String text(Reading reading, String facility) {
        return "{\"sensor_id\":\"%s\",\"ts\":\"%s\",\"value\":%s,\"facility\":\"%s\"}"
                .formatted(
                        reading.at().sensor(), Instant.ofEpochMilli(reading.at().millis()), reading.value(), facility);
    }

    private static String text(View view) {
        return "{\"request_id\":%s,\"user_id\":%s,\"created_at\":\"%s\",\"page_url\":\"%s\"}"
                .formatted(view.requestId(), view.userId(), Instant.ofEpochMilli(view.createdAt()), view.pageUrl());
    }

    private static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(bytes);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return packed.toByteArray();
    }
}
