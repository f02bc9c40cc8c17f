package dev.millrace.torture.proxy;

/** The end of a connection that a fault has struck. */
public enum End {
    /** Both sides are reset at once. */
    RESET,

    /** The connection is silent, and is reset at the next order to the proxy. */
    HOLD,

    /** The connection goes on normally. */
    GO_ON
}
