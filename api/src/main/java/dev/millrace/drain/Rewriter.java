package dev.millrace.drain;

import dev.millrace.buffer.Frame;
import java.io.IOException;
import java.util.List;

/**
 * Has a look at what is about to be stored, and may store something else: for events that say what becomes of others. Called by one
 * of the drain's threads at a time. May ask ClickHouse; an {@link IOException} makes the drain try the whole chunk again later, so everything that
 * is done here must be harmless when it is done twice.
 *
 * <p>If there are several, {@code @Order} says who rewrites first; that one amends last, and so sees what the others made.
 */
public interface Rewriter {
    /**
     * Called in the order of the chunks, perhaps before what comes before this one is stored: is there anything to do for {@link #rewrite}?
     * If all rewriters say no, that is not called, and the chunk is stored at the same time as others. If one says yes, the chunk is stored alone:
     * when {@link #rewrite} is called, all before it is stored and amended, and what comes behind it is not looked at before it is.
     * Asked again before {@link #amend}, when all before the chunk is amended: what has become known meanwhile must not be missed.
     *
     * @return false only if {@code rewrite} would return the frames as they are, and do nothing else
     */
    boolean concerns(List<Frame> frames) throws IOException, InterruptedException;

    /**
     * Called before anything of a chunk is stored, or again after a part or all of it is.
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
