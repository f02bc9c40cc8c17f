package dev.millrace.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;

/** Sets the headers that every answer has: its date, and the order to browsers not to guess another content type. */
public final class StandardHeaders {
    private static final AsciiString NO_SNIFF = AsciiString.cached("x-content-type-options");
    private static final AsciiString VALUE = AsciiString.cached("nosniff");

    private StandardHeaders() {}

    /** Sets the headers, unless they are there: headers that have them may be shared, and are only read. */
    public static HttpHeaders in(HttpHeaders headers) {
        if (!headers.contains(NO_SNIFF)) {
            headers.set(NO_SNIFF, VALUE).set(HttpHeaderNames.DATE, HttpDate.now());
        }
        return headers;
    }
}
