package dev.millrace.torture.neighbour.http;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Reads the answers of one connection, one after the other. For one thread. */
final class AnswerReader {
    private static final int MOST_LINE_BYTES = 64 << 10;
    private static final int PIECE = 64 << 10;

    private final InputStream in;

    AnswerReader(InputStream in) {
        this.in = new BufferedInputStream(in);
    }

    /**
     * Reads the next answer that is not an interim one.
     *
     * @param keepsBody whether anybody wants to see the body
     * @throws EOFException if the connection has ended
     */
    Answer read(boolean keepsBody) throws IOException {
        while (true) {
            int status = readStatus();
            Map<String, String> headers = readHeaders();
            if (status >= 200) {
                ByteArrayOutputStream kept = new ByteArrayOutputStream();
                readBody(status, headers, keepsBody ? kept : OutputStream.nullOutputStream());
                return new Answer(status, headers, kept.toString(StandardCharsets.UTF_8));
            }
        }
    }

    int readStatus() throws IOException {
        String line = readLine();
        if (!line.matches("HTTP/1\\.[01] \\d{3}( .*)?")) {
            throw new IOException("no answer begins with " + line.substring(0, Math.min(80, line.length())));
        }
        return Integer.parseInt(line, 9, 12, 10);
    }

    private Map<String, String> readHeaders() throws IOException {
        Map<String, String> headers = new HashMap<>();
        for (String line = readLine(); !line.isEmpty(); line = readLine()) {
            int colon = line.indexOf(':');
            if (colon < 0) {
                throw new IOException("no header is " + line);
            }
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        return headers;
    }

    private void readBody(int status, Map<String, String> headers, OutputStream to) throws IOException {
        if (status == 204 || status == 304) {
            return;
        }
        String length = headers.get("content-length");
        if (length != null) {
            copy(Long.parseLong(length), to);
        } else if ("chunked".equalsIgnoreCase(headers.get("transfer-encoding"))) {
            for (long size = chunkSize(); size > 0; size = chunkSize()) {
                copy(size, to);
                readLine();
            }
            readHeaders();
        } else {
            in.transferTo(to);
        }
    }

    private long chunkSize() throws IOException {
        return Long.parseLong(readLine().split(";", 2)[0].strip(), 16);
    }

    private void copy(long length, OutputStream to) throws IOException {
        byte[] piece = new byte[(int) Math.min(PIECE, Math.max(1, length))];
        long left = length;
        while (left > 0) {
            int read = in.read(piece, 0, (int) Math.min(piece.length, left));
            if (read < 0) {
                throw new EOFException("the connection ended with %s bytes of the body missing".formatted(left));
            }
            to.write(piece, 0, read);
            left -= read;
        }
    }

    private String readLine() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("the connection ended");
            }
            if (line.size() == MOST_LINE_BYTES) {
                throw new IOException("a line of the answer is too long");
            }
            if (next != '\r') {
                line.write(next);
            }
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }
}
