package dev.millrace.torture.blackbox;

/** Acts repeatedly during a round, in a thread of its own. */
interface Actor {
    /** Does one action. */
    void act() throws Exception;

    /** Does the remaining work when the round has ended and everything runs again. */
    default void settle() throws Exception {
        // Most have nothing.
    }
}
