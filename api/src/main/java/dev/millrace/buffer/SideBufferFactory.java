package dev.millrace.buffer;

import java.io.IOException;
import java.util.Set;

/** Opens buffers beside the one that events come into, for rows that cannot be stored where others can. Thread-safe. */
public interface SideBufferFactory {
    /**
     * Opens one, with what an earlier process left in it.
     *
     * @param name of letters, digits and {@code -}; each is opened once
     */
    EventBuffer open(String name) throws IOException;

    /** The names of those that have files, opened or not. */
    Set<String> existing() throws IOException;
}
