package dev.millrace.http;

/** The headers in which the gate passes on whose key a request has and where it comes from. Those of a client are removed. */
public final class SenderHeader {
    /** The name of the header. */
    public static final String NAME = "millrace-sender";

    /** The name of the header with the address that a trusted proxy names; only of requests that change what there is. */
    public static final String ADDRESS = "millrace-client";

    private SenderHeader() {}
}
