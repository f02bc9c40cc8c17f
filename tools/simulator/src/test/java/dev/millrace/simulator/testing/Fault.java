package dev.millrace.simulator.testing;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** What goes wrong with one request. */
public sealed interface Fault {

    /** An answer instead of the right one; nothing is stored. */
    record Answer(int status, String retryAfter, String body) implements Fault {}

    /** The connection ends without an answer, and nothing is stored. */
    record Reset() implements Fault {}

    /** The connection ends without an answer after everything has been stored. */
    record LostReply() implements Fault {}

    static Fault unavailable(int retryAfterSeconds) {
        return new Answer(503, String.valueOf(retryAfterSeconds), "{\"title\":\"Service Unavailable\"}");
    }

    static Fault answer(int status, String body) {
        return new Answer(status, "", body);
    }

    /** Sends an answer with its body; an empty one for the connection to be reused all the same. */
    static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
