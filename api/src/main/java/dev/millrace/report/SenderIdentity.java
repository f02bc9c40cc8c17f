package dev.millrace.report;

import dev.millrace.http.SenderHeader;
import io.micronaut.http.HttpRequest;
import java.net.InetSocketAddress;

/** Says whose a request for a report is. */
final class SenderIdentity {
    private SenderIdentity() {}

    /** Returns the name of the key, or else the address; equal for all requests of one sender. */
    static Object of(HttpRequest<?> request) {
        String key = request.getHeaders().get(SenderHeader.NAME);
        if (key != null) {
            return key;
        }
        // The address is lost when the connection ends, which may be just now.
        InetSocketAddress address = request.getRemoteAddress();
        return address == null ? "gone" : address.getAddress();
    }
}
