package dev.millrace.torture.proxy;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Reads a body to its end and no further, with its framing, and passes it on as it is. */
final class Body {
    private static final int PIECE_BYTES = 8192;
    private static final int MAX_LINE_BYTES = 8192;

    private final InputStream in;
    private final Flow flow;
    private final byte[] piece = new byte[PIECE_BYTES];

    private Body(InputStream in, Flow flow) {
        this.in = in;
        this.flow = flow;
    }

    /** Passes the body of a request; one without a length has no body. */
    static void passRequest(HttpHead head, InputStream in, Flow flow)
            throws IOException, Flow.Cut, InterruptedException {
        Body body = new Body(in, flow);
        if (head.isChunked()) {
            body.passChunks();
        } else {
            body.passBytes(Math.max(0, head.contentLength()));
        }
        flow.end();
    }

    /** Passes the body of a reply; one without a length ends with the connection. */
    static void passReply(HttpHead head, InputStream in, Flow flow) throws IOException, Flow.Cut, InterruptedException {
        Body body = new Body(in, flow);
        if (head.isChunked()) {
            body.passChunks();
        } else if (head.contentLength() >= 0) {
            body.passBytes(head.contentLength());
        } else if (head.status() != 204) {
            body.passRest();
        }
    }

    private void passBytes(long length) throws IOException, Flow.Cut, InterruptedException {
        for (long left = length; left > 0; ) {
            int n = in.read(piece, 0, flow.pieceBytes((int) Math.min(left, PIECE_BYTES)));
            if (n < 0) {
                throw new EOFException("ended within the body");
            }
            flow.pass(piece, n);
            left -= n;
        }
    }

    private void passRest() throws IOException, Flow.Cut, InterruptedException {
        for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
            flow.pass(piece, n);
        }
    }

    private void passChunks() throws IOException, Flow.Cut, InterruptedException {
        while (true) {
            String size = passLine();
            long length = Long.parseLong(size.split(";", 2)[0].strip(), 16);
            if (length == 0) {
                while (!passLine().isEmpty()) {
                    // a trailer
                }
                return;
            }
            passBytes(length);
            passLine();
        }
    }

    /** Passes a line and returns it without its end. */
    private String passLine() throws IOException, Flow.Cut, InterruptedException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = 0; next != '\n'; ) {
            next = in.read();
            if (next < 0 || line.size() > MAX_LINE_BYTES) {
                throw new EOFException("ended within a chunk's head");
            }
            line.write(next);
        }
        flow.pass(line.toByteArray(), line.size());
        return line.toString(StandardCharsets.ISO_8859_1).strip();
    }
}
