package dev.millrace.drain;

import dev.millrace.buffer.Frame;
import java.io.IOException;
import java.util.List;

/**
 * Changes frames on their way to ClickHouse, for events that decide about other events. One of the drain's threads at a time calls it. It
 * may ask ClickHouse; an {@link IOException} makes the drain try the whole chunk again later, so every step must be idempotent.
 *
 * <p>If there are several, {@code @Order} says which one rewrites first; that one amends last, and so sees the rows that the others made.
 */
public interface Rewriter {
    /**
     * Loads what other nodes have stored that may concern these frames. Called before anything of a chunk is stored, so that earlier rows
     * are known, and again when all of it is stored, so that of two nodes that store at the same time at least one sees the rows of both.
     *
     * @param frames the frames that are about to be stored, or were
     */
    default void refresh(List<Frame> frames) throws IOException, InterruptedException {}

    /**
     * Says whether {@link #rewrite} has anything to do, from what is known already. It is called in the order of the chunks, possibly
     * before earlier chunks are stored; again, after {@link #refresh}, when the chunk is about to be stored concurrently; and again, after
     * {@link #refresh}, when it is stored and all earlier chunks are amended. If all rewriters return false each time, the chunk is stored
     * concurrently with others. If one returns true at first, the chunk is stored alone: when {@link #rewrite} is called, all earlier
     * chunks are stored and amended, and no later chunk is looked at before this one is.
     *
     * @return false only if {@code rewrite} would return the frames unchanged and do nothing else
     */
    boolean concerns(List<Frame> frames) throws IOException, InterruptedException;

    /**
     * Returns the frames to store. Called after {@link #refresh}, before anything of a chunk is stored, or again after a part or all of it
     * is.
     *
     * @param frames of all tables; not to be changed
     * @return the frames to store instead, in that order
     */
    List<Frame> rewrite(List<Frame> frames) throws IOException, InterruptedException;

    /**
     * Returns further frames to store. Called after {@link #refresh} when all of a chunk is stored, before it leaves the buffer: to settle
     * rows that another node has stored at the same time.
     *
     * @param frames as they were stored, with what other rewriters have amended
     * @return frames to store as well
     */
    List<Frame> amend(List<Frame> frames) throws IOException, InterruptedException;
}
