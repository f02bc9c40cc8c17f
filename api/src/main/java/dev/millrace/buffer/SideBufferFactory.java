package dev.millrace.buffer;

import java.io.IOException;
import java.util.Set;

/** Opens side buffers, for rows that cannot be stored when others can. Thread-safe. */
public interface SideBufferFactory {
    /**
     * Opens a side buffer with the rows that an earlier process left in it.
     *
     * @param name of letters, digits and {@code -}; each is opened once
     */
    EventBuffer open(String name) throws IOException;

    /** Returns the names of the side buffers that have files, opened or not. */
    Set<String> existing() throws IOException;
}
