package dev.millrace.torture.fuzz;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;

/** Makes bodies of requests: good ones, packed ones, damaged ones. */
final class Bodies {
    private static final List<String> ODD = List.of(
            "",
            " ",
            "{",
            "[",
            "[]",
            "{}",
            "null",
            "true",
            "0",
            "\"\"",
            "[[[[[[[[[[[[[[[[",
            "{\"user_id\":1e999}",
            "{\"user_id\":-1,\"created_at\":\"2026-13-45T99:99:99Z\"}",
            "\u0000\u0000",
            "{\"user_id\":1,\"user_id\":2}",
            "{\"created_at\":\"\\ud800\"}",
            "\u00ef\u00bb\u00bf{}",
            "[1,2,{\"a\":[]}]",
            "{\"name\":\"x\",\"may\":[\"write\",7]}",
            "{\"name\":\"\\u0000\",\"may\":[]}");

    private Bodies() {}

    /** Makes a body for any route that takes events. */
    static byte[] any(SplittableRandom random) {
        return switch (random.nextInt(5)) {
            case 0 -> ODD.get(random.nextInt(ODD.size())).getBytes(StandardCharsets.ISO_8859_1);
            case 1 -> Damage.some(good(random), random);
            case 2 -> random(random);
            default -> good(random);
        };
    }

    /** Makes a body of one event or some, of a view or a reading. */
    static byte[] good(SplittableRandom random) {
        int events = random.nextInt(4) == 0 ? 1 + random.nextInt(20) : 1;
        StringBuilder json = new StringBuilder();
        boolean isReading = random.nextBoolean();
        for (int i = 0; i < events; i++) {
            json.append(isReading ? reading(random) : view(random)).append(events == 1 ? "" : "\n");
        }
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String view(SplittableRandom random) {
        return "{\"request_id\":%s,\"user_id\":%s,\"created_at\":\"%s\",\"page_url\":\"/p%s\"}"
                .formatted(random.nextLong(1L << 40), random.nextInt(100), time(random), random.nextInt(50));
    }

    private static String reading(SplittableRandom random) {
        return "{\"sensor_id\":\"s%s\",\"ts\":\"%s\",\"value\":%s,\"facility\":\"F%s\"}"
                .formatted(random.nextInt(50), time(random), random.nextDouble(), random.nextInt(3));
    }

    private static Instant time(SplittableRandom random) {
        return Instant.now().minusSeconds(random.nextLong(86_400)).truncatedTo(ChronoUnit.MILLIS);
    }

    private static byte[] random(SplittableRandom random) {
        byte[] bytes = new byte[random.nextInt(300)];
        random.nextBytes(bytes);
        return bytes;
    }

    /** Packs a body as the encoding says, or leaves it as it is if it names no usual one. */
    static byte[] packed(byte[] body, String encoding) {
        return switch (encoding) {
            case "gzip" -> gzip(body);
            case "zstd" -> Zstd.compress(body);
            default -> body;
        };
    }

    private static byte[] gzip(byte[] body) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }
}
