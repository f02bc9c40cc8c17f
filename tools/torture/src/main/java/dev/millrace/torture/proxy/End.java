package dev.millrace.torture.proxy;

/** What becomes of a connection when a fault has struck it. */
public enum End {
    /** Both sides are reset at once. */
    RESET,

    /** Nothing comes any more; the connection is reset when the proxy is told something else. */
    HOLD,

    /** It goes on as if nothing had been. */
    GO_ON
}
