package dev.millrace.buffer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Keeps events from the moment they are acknowledged until they are stored: logs that many threads append to and one drain reads. Rows that
 * were taken but not committed are read again after a crash, so every row is read at least once.
 *
 * <p>{@link #append}, {@link #refusal}, {@link #state} and {@link #retireFiles} may be called from any thread and never block; {@link
 * #visitPending} from any thread that may wait. {@link #take} and {@link #commit} belong to the drain: each is for one thread at a time.
 */
public interface EventBuffer extends ChunkSource, AutoCloseable {
    /**
     * Takes frames, all or none. Frames of few days are read in the order in which one thread appended them; frames of many days may come
     * later.
     *
     * @param frames encoded by {@link FrameCodec}, from position to limit; copied before this returns
     */
    AppendResult append(ByteBuffer frames);

    /**
     * Shows every frame that was appended before the call and is not committed, oldest first, and perhaps some that came later. A frame
     * that is committed during the visit may be left out. Its rows are stored by then, so a search for a row looks here first and in the
     * tables afterwards. Damaged bytes are skipped; {@link #take} handles them.
     *
     * <p>Waits for a permit, because only a few callers may read at the same time, and then up to a second until everything is on disk.
     * Appends, the drain and commits are not delayed.
     *
     * @param visitor gets each frame, valid only during the call, and returns true to go on, false to end the visit
     * @throws IOException if not everything could be shown: the disk does not take it, the files cannot be read, the buffer is closed
     */
    void visitPending(Predicate<Frame> visitor) throws IOException, InterruptedException;

    /**
     * Has the files deleted that hold anything that was appended before this call. Each file is deleted when its last frame is committed;
     * files whose last frame is already committed are deleted soon after this returns, without a further append or commit. Frames that are
     * written together with the last of those frames share its file, which then waits for their commit, too.
     *
     * <p>If a deletion fails, the next commit tries again. A restart needs no second call: the files of an earlier process are retired from
     * the start. Bytes that were set aside as damaged stay.
     */
    void retireFiles();

    /**
     * Returns why appends are refused at the moment; empty if they are not. Cheap: to be called before a body is read. After the buffer
     * refused an append because it was full, this refuses until a part of the buffer is drained, so that not every request has to try an
     * append.
     */
    Optional<AppendResult.Refused> refusal();

    /** Returns the state of the buffer at this moment. */
    BufferState state();

    @Override
    default long pendingBytes() {
        return state().pendingBytes();
    }

    @Override
    default Duration oldestAge() {
        return state().oldestAge();
    }

    /** Makes everything taken safe, then closes the log. Later appends are refused. */
    @Override
    void close();
}
