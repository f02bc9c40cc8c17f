package dev.millrace.torture.blackbox;

/** Something that goes on all through a round, in a thread of its own. */
interface Actor {
    /** Does one thing. */
    void act() throws Exception;

    /** Does what is left to do when the round has ended and everything runs again. */
    default void settle() throws Exception {
        // Most have nothing.
    }
}
