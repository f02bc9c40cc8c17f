package dev.millrace.drain;

import dev.millrace.buffer.Frame;
import java.io.IOException;
import java.util.List;

/**
 * Has a look at what is about to be stored, and may store something else: for events that say what becomes of others. Called by the
 * drain's thread alone. May ask ClickHouse; an {@link IOException} makes the drain try the whole chunk again later, so everything that
 * is done here must be harmless when it is done twice.
 *
 * <p>If there are several, {@code @Order} says who rewrites first; that one amends last, and so sees what the others made.
 */
public interface Rewriter {
    /**
     * Called before anything of a chunk is stored.
     *
     * @param frames of all tables; not to be changed
     * @return the frames to store instead, in that order
     */
    List<Frame> rewrite(List<Frame> frames) throws IOException, InterruptedException;

    /**
     * Called when all of it is stored, before it leaves the buffer: to see what another node has stored at the same time.
     *
     * @param frames as they were stored, with what other rewriters have amended
     * @return frames to store as well
     */
    List<Frame> amend(List<Frame> frames) throws IOException, InterruptedException;
}
