package dev.millrace.report;

import dev.millrace.http.SenderHeader;
import io.micronaut.http.HttpRequest;

/** Says whose a request for a report is. */
final class Sender {
    private Sender() {}

    /** The name of the key, or else the address; equal for all requests of one sender. */
    static Object of(HttpRequest<?> request) {
        String key = request.getHeaders().get(SenderHeader.NAME);
        return key == null ? request.getRemoteAddress().getAddress() : key;
    }
}
