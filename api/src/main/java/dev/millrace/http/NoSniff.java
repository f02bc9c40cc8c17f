package dev.millrace.http;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;

/** Sets the header that keeps browsers from guessing another content type than the declared one. */
public final class NoSniff {
    private static final AsciiString NAME = AsciiString.cached("x-content-type-options");
    private static final AsciiString VALUE = AsciiString.cached("nosniff");

    private NoSniff() {}

    /** Sets the header, unless it is there: headers that have it may be shared, and are only read. */
    public static HttpHeaders in(HttpHeaders headers) {
        return headers.contains(NAME) ? headers : headers.set(NAME, VALUE);
    }
}
