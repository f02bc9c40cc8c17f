package dev.millrace.benchmarks.load;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;

/** Writes events in each form. */
final class Encoding {
    private static final int MAX_ROW_BYTES = 256;

    private Encoding() {}

    static byte[] encode(Events events, Form form) throws IOException {
        return switch (form) {
            case NDJSON -> lines(events);
            case JSON_ARRAY -> join(events, "[", ",", "]");
            case GZIP -> gzip(lines(events));
            case ZSTD -> Zstd.compress(lines(events));
            case NATIVE -> columns(events);
            case ROW_BINARY -> rows(events);
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

    private static byte[] rows(Events events) {
        ByteBuffer out = buffer(events);
        for (int i = 0; i < events.count(); i++) {
            out.putLong(events.firstId() + i).putInt(events.users()[i]).putLong(events.millis()[i]);
            text(out, events.pages()[i]);
            out.putLong(events.version()).put((byte) 0);
        }
        return bytes(out);
    }

    /** One block: how many columns and rows, then each column's name, type and values. */
    private static byte[] columns(Events events) {
        ByteBuffer out = buffer(events);
        number(out, 6);
        number(out, events.count());
        column(out, "request_id", "UInt64");
        IntStream.range(0, events.count()).forEach(i -> out.putLong(events.firstId() + i));
        column(out, "user_id", "UInt32");
        IntStream.range(0, events.count()).forEach(i -> out.putInt(events.users()[i]));
        column(out, "created_at", "DateTime64(3, 'UTC')");
        IntStream.range(0, events.count()).forEach(i -> out.putLong(events.millis()[i]));
        column(out, "page_url", "String");
        IntStream.range(0, events.count()).forEach(i -> text(out, events.pages()[i]));
        column(out, "version", "UInt64");
        IntStream.range(0, events.count()).forEach(_ -> out.putLong(events.version()));
        column(out, "is_deleted", "UInt8");
        IntStream.range(0, events.count()).forEach(_ -> out.put((byte) 0));
        return bytes(out);
    }

    private static ByteBuffer buffer(Events events) {
        return ByteBuffer.allocate((events.count() + 2) * MAX_ROW_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static byte[] bytes(ByteBuffer out) {
        byte[] bytes = new byte[out.position()];
        out.flip().get(bytes);
        return bytes;
    }

    private static void column(ByteBuffer out, String name, String type) {
        text(out, name);
        text(out, type);
    }

    private static void text(ByteBuffer out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        number(out, bytes.length);
        out.put(bytes);
    }

    private static void number(ByteBuffer out, int value) {
        int rest = value;
        while (rest >= 0x80) {
            out.put((byte) (rest | 0x80));
            rest >>>= 7;
        }
        out.put((byte) rest);
    }
}
