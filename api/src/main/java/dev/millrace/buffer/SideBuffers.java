package dev.millrace.buffer;

import java.io.IOException;

/** Opens buffers beside the one that events come into, for rows that cannot be stored where others can. Thread-safe. */
@FunctionalInterface
public interface SideBuffers {
    /**
     * Opens one, with what an earlier process left in it.
     *
     * @param name of letters, digits and {@code -}; each is opened once
     */
    EventBuffer open(String name) throws IOException;
}
