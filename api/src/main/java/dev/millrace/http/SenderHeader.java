package dev.millrace.http;

/** The header in which the gate passes on whose key a request has. A header of that name from a client is removed. */
public final class SenderHeader {
    /** The name of the header. */
    public static final String NAME = "millrace-sender";

    private SenderHeader() {}
}
