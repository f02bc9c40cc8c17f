package dev.millrace.buffer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Keeps events from the moment they are acknowledged until they are stored: logs that many append to and one drain reads.
 * What was taken but not committed is read again after a crash, so every row is read at least once.
 *
 * <p>{@link #append}, {@link #refusal}, {@link #state} and {@link #retireFiles} may be called from any thread and never block; {@link #visitPending} from
 * any thread that may wait. {@link #take} and {@link #commit} belong to the drain: each is for one thread at a time.
 */
public interface EventBuffer extends AutoCloseable {
    /**
     * Takes frames, all or none. Those of few days come out in the order of the calls of one thread; those of many days may come later.
     *
     * @param frames encoded by {@link FrameCodec}, from position to limit; copied before this returns
     */
    AppendResult append(ByteBuffer frames);

    /**
     * Waits until a batch is worth sending, or somebody waits for {@code stored} and all chunks before are committed, and reads on behind the last
     * chunk.
     *
     * @return frames that are safe on disk; empty if there were none for a while, so that the caller can look around
     * @throws IOException if the log cannot be read; a later call tries again
     */
    Chunk take(BatchLimits limits) throws IOException, InterruptedException;

    /** Lets go of everything before {@code end}: its rows are stored. Positions only grow; an older one is ignored. */
    default void commit(long end) {
        commit(end, List.of());
    }

    /**
     * Does the same though some rows are not stored yet. A wait for {@code stored} that touches one of them goes on, also one that began
     * before in the log or begins later.
     *
     * @param deferrals stretches between what was committed before and {@code end}, in any order
     */
    void commit(long end, List<Deferral> deferrals);

    /**
     * Shows every frame that was appended before the call and is not committed, oldest first, and perhaps some that came later. A frame
     * that is committed meanwhile may be left out: its rows are stored, so whoever looks for a row looks here first and in the tables
     * after that. Damaged bytes are passed over; what becomes of them is for {@link #take} to decide.
     *
     * <p>Waits for its turn, as only a few callers read at the same time, and then up to a second until everything is on disk. Nothing
     * that goes on beside it is held up or changed.
     *
     * @param visitor gets each frame, valid only during the call, and returns true to go on, false to end the visit
     * @throws IOException if not everything could be shown: the disk does not take it, the files cannot be read, the buffer is closed
     */
    void visitPending(Predicate<Frame> visitor) throws IOException, InterruptedException;

    /**
     * Has the files deleted that hold anything of what was appended before the call: each when its last frame is committed, those where
     * that is so already at once (soon after this returns, with no further append or commit needed). Frames that go to disk in one write
     * with the last of them share its file, which then waits for their commit, too.
     *
     * <p>If a deletion fails, the next commit tries again. A restart needs no second call: the files of an earlier process are retired
     * from the start. Bytes that were set aside as damaged stay.
     */
    void retireFiles();

    /**
     * Why appends are refused at the moment, empty if they are not. Cheap, to be asked before anything is read that would be appended. Once
     * an append was refused because the buffer is full this says so until a part of it is drained, so that not every request has to
     * find out by itself.
     */
    Optional<AppendResult.Refused> refusal();

    /** What it holds at this moment. */
    BufferState state();

    /** Makes everything taken safe, then lets go of the log. Later appends are refused. */
    @Override
    void close();
}
