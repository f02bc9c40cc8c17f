package dev.millrace.torture.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Puts requests together byte by byte. For one thread. */
final class Wire {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** Adds a line with its end. */
    Wire line(String line) {
        return text(line).text("\r\n");
    }

    /** Adds text of one byte a character. */
    Wire text(String text) {
        return bytes(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Adds bytes. */
    Wire bytes(byte[] bytes) {
        out.writeBytes(bytes);
        return this;
    }

    /** Ends the head with the length of the body, and adds the body. */
    byte[] withBody(byte[] body) {
        return line("Content-Length: " + body.length).line("").bytes(body).done();
    }

    /** Returns all bytes. */
    byte[] done() {
        return out.toByteArray();
    }
}
