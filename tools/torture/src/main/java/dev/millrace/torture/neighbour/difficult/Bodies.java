package dev.millrace.torture.neighbour.difficult;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/** Bodies that difficult clients send. Those that take long to make are made once. */
final class Bodies {
    static final String JSON = "Content-Type: application/json";
    static final String LINES = "Content-Type: application/x-ndjson";
    static final String GZIP = "Content-Encoding: gzip";
    static final String CHUNKED = "Transfer-Encoding: chunked";

    /** A user whose views may be stored and are not counted. */
    static final long USER = 8_800_000;

    private static final int LARGE = 8_380_000;
    private static final int NAMES = 3_000;

    private Bodies() {}

    /** A view as it is now. */
    static String view(long id, long user) {
        return view(id, user, Instant.now().minusSeconds(1), "/difficult");
    }

    static String view(long id, long user, Instant at, String page) {
        return "{\"request_id\":%s,\"user_id\":%s,\"created_at\":\"%s\",\"page_url\":\"%s\"}"
                .formatted(id, user, at.truncatedTo(ChronoUnit.MILLIS), page);
    }

    /** A chunk of a chunked body. */
    static String chunk(String text) {
        return Integer.toHexString(text.length()) + "\r\n" + text + "\r\n";
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed) {
            {
                def.setLevel(Deflater.BEST_SPEED);
            }
        }) {
            out.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    /** Makes that many equal bytes. */
    static byte[] filled(int size, char with) {
        byte[] bytes = new byte[size];
        Arrays.fill(bytes, (byte) with);
        return bytes;
    }

    /** Nearly as much as a body may have, of views with long pages, always the same ones. */
    static byte[] large() {
        return Large.VIEWS;
    }

    /** Makes a large body of lines that are not views. */
    static byte[] largeRejected() {
        return Large.REJECTED;
    }

    /** A packed body of 330,000 different names of fields, one of four. */
    static byte[] fieldNames(int which) {
        return Names.BODIES[which % Names.BODIES.length];
    }

    /** A packed body of nothing, 400,000 times. */
    static byte[] emptyMembers() {
        return Members.BODY;
    }

    /** A view for each of so many days. */
    static byte[] days(int days, long firstId) {
        StringBuilder lines = new StringBuilder();
        Instant now = Instant.now().minusSeconds(1);
        for (int i = 0; i < days; i++) {
            lines.append(view(firstId + i, USER, now.minus(Duration.ofDays(i)), "/days"))
                    .append('\n');
        }
        return bytes(lines.toString());
    }

    private static byte[] lines(String line, int size) {
        return bytes((line + "\n").repeat(size / (line.length() + 1)));
    }

    private static final class Large {
        static final byte[] VIEWS = views();
        static final byte[] REJECTED = lines("{\"user_id\":-1,\"page_url\":\"\"}", LARGE / 4);

        private static byte[] views() {
            StringBuilder lines = new StringBuilder(LARGE);
            String page = "x".repeat(1_900);
            for (int i = 0; lines.length() < LARGE - 2_100; i++) {
                lines.append(view(7_700_000_000L + i, USER, Instant.now().minusSeconds(1), "/large/" + i + page))
                        .append('\n');
            }
            return bytes(lines.toString());
        }
    }

    private static final class Names {
        static final byte[][] BODIES = {body(0), body(1), body(2), body(3)};

        private static byte[] body(int which) {
            StringBuilder lines = new StringBuilder();
            for (int line = 0; line < 110; line++) {
                lines.append('{');
                for (int i = 0; i < NAMES; i++) {
                    lines.append(i == 0 ? "\"k" : ",\"k")
                            .append(which * 1_000_000 + line * NAMES + i)
                            .append("\":1");
                }
                lines.append("}\n");
            }
            return gzip(bytes(lines.toString()));
        }
    }

    private static final class Members {
        static final byte[] BODY = body();

        private static byte[] body() {
            byte[] member = gzip(new byte[0]);
            byte[] all = new byte[member.length * 400_000];
            for (int i = 0; i < all.length; i += member.length) {
                System.arraycopy(member, 0, all, i, member.length);
            }
            return all;
        }
    }
}
