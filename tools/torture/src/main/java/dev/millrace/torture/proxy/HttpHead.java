package dev.millrace.torture.proxy;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** First line and headers of a request or a reply, as they came. */
final class HttpHead {
    private static final int MAX_BYTES = 1 << 20;
    private static final byte[] END = {'\r', '\n', '\r', '\n'};

    private final byte[] bytes;
    private final String text;

    private HttpHead(byte[] bytes) {
        this.bytes = bytes;
        this.text = new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** Null at the end of the stream. */
    static @Nullable HttpHead read(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int matched = 0;
        while (matched < END.length) {
            int next = in.read();
            if (next < 0) {
                if (head.size() == 0) {
                    return null;
                }
                throw new EOFException("ended within the head");
            }
            head.write(next);
            if (next == END[matched]) {
                matched++;
            } else {
                matched = next == END[0] ? 1 : 0;
            }
            if (head.size() > MAX_BYTES) {
                throw new IOException("the head is longer than %s bytes".formatted(MAX_BYTES));
            }
        }
        return new HttpHead(head.toByteArray());
    }

    byte[] bytes() {
        return bytes;
    }

    String firstLine() {
        return text.substring(0, text.indexOf('\r'));
    }

    /** Returns the status of a reply. */
    int status() {
        return Integer.parseInt(firstLine().split(" ", 3)[1]);
    }

    boolean isChunked() {
        String coding = header("transfer-encoding");
        return coding != null && coding.toLowerCase(Locale.ROOT).contains("chunked");
    }

    /** Returns the length of the body; below 0 if unknown. */
    long contentLength() {
        String length = header("content-length");
        return length == null ? -1 : Long.parseLong(length);
    }

    boolean isLast() {
        String connection = header("connection");
        return connection != null && connection.equalsIgnoreCase("close");
    }

    private @Nullable String header(String name) {
        return text.lines()
                .skip(1)
                .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst()
                .orElse(null);
    }
}
