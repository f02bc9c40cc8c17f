package dev.millrace.drain;

import dev.millrace.buffer.Frame;
import java.io.IOException;
import java.util.List;

/**
 * Changes what is about to be stored: for events that say what becomes of others. Called by one of the drain's threads at a time. May ask
 * ClickHouse; an {@link IOException} makes the drain try the whole chunk again later, so everything that is done here must be harmless when
 * it is done twice.
 *
 * <p>If there are several, {@code @Order} says which one rewrites first; that one amends last, and so sees what the others made.
 */
public interface Rewriter {
    /**
     * Learns what other nodes have stored that may concern these frames. Called before anything of a chunk is stored, so that what was
     * stored before then is known, and again when all of it is, so that of two nodes that store at the same time at least one sees both.
     *
     * @param frames what is about to be stored, or was
     */
    default void refresh(List<Frame> frames) throws IOException, InterruptedException {}

    /**
     * Says whether there is anything to do for {@link #rewrite}, from what is known already. Called in the order of the chunks, perhaps before
     * what comes before this chunk is stored; after {@link #refresh} when the chunk is about to be stored beside others; and again after
     * {@link #refresh} when it was stored and all before it is amended. If all rewriters say no each time, the chunk is stored at the same time
     * as others. If one says yes at first, the chunk is stored alone: when {@link #rewrite} is called, all before it is stored and amended, and
     * what comes after it is not looked at before it is.
     *
     * @return false only if {@code rewrite} would return the frames as they are, and do nothing else
     */
    boolean concerns(List<Frame> frames) throws IOException, InterruptedException;

    /**
     * Called after {@link #refresh}, before anything of a chunk is stored, or again after a part or all of it is.
     *
     * @param frames of all tables; not to be changed
     * @return the frames to store instead, in that order
     */
    List<Frame> rewrite(List<Frame> frames) throws IOException, InterruptedException;

    /**
     * Called after {@link #refresh} when all of a chunk is stored, before it leaves the buffer: to settle what another node has stored at the
     * same time.
     *
     * @param frames as they were stored, with what other rewriters have amended
     * @return frames to store as well
     */
    List<Frame> amend(List<Frame> frames) throws IOException, InterruptedException;
}
