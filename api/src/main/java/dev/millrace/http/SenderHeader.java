package dev.millrace.http;

/** The header in which the gate tells those behind it whose key a request has. One that a client sends is taken away. */
public final class SenderHeader {
    /** Its name. */
    public static final String NAME = "millrace-sender";

    private SenderHeader() {}
}
