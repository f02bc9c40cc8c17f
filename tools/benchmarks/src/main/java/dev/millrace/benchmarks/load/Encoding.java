package dev.millrace.benchmarks.load;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;

/** Writes events in each form. */
final class Encoding {
    private Encoding() {}

    static byte[] encode(Events events, Form form) throws IOException {
        return switch (form) {
            case NDJSON -> lines(events);
            case JSON_ARRAY -> join(events, "[", ",", "]");
            case GZIP -> gzip(lines(events));
            case ZSTD -> Zstd.compress(lines(events));
            case NATIVE -> events.columns();
            case ROW_BINARY -> events.rows();
            case PROTOBUF -> events.protobuf();
        };
    }

    private static byte[] lines(Events events) {
        return join(events, "", "\n", "\n");
    }

    private static byte[] join(Events events, String before, String between, String after) {
        return IntStream.range(0, events.count())
                .mapToObj(events::json)
                .collect(Collectors.joining(between, before, after))
                .getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(bytes);
        }
        return packed.toByteArray();
    }
}
