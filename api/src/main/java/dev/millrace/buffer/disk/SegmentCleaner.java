package dev.millrace.buffer.disk;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.millrace.log.LimitedLog;
import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Notes the checkpoint and deletes the files that are no longer needed. The drain calls it after a commit and the writer after it sealed a
 * file, so the later of the two deletes the file. Never called on a sender's thread: an interrupt there would close the files.
 */
final class SegmentCleaner {
    private static final Logger log = LoggerFactory.getLogger(SegmentCleaner.class);
    private static final LimitedLog faults = new LimitedLog(log);

    private final CommitFile commitFile;
    private final SegmentLog segments;
    private final ReentrantLock lock = new ReentrantLock();

    /** The position before which everything is stored. */
    @GuardedBy("lock")
    private long stored;

    @GuardedBy("lock")
    private boolean troubled;

    SegmentCleaner(CommitFile commitFile, SegmentLog segments, long stored) {
        this.commitFile = commitFile;
        this.segments = segments;
        this.stored = stored;
    }

    /** Notes that everything before {@code end} is stored. */
    void storedBefore(long end) {
        lock.lock();
        try {
            stored = end;
            note();
            drop();
        } finally {
            lock.unlock();
        }
    }

    /** Notes that more files are sealed than before. */
    void sealed() {
        lock.lock();
        try {
            drop();
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private void note() {
        try {
            commitFile.write(stored);
        } catch (IOException e) {
            faults.at(Level.WARN, LimitedLog.kindOf(e)).log(
                    "Position {} could not be noted as stored: rows would be sent again after a restart. {}",
                    stored,
                    e.toString());
        }
    }

    /** Deletes files that are wholly stored; a file that cannot be deleted now stays in the log until the next attempt. */
    @GuardedBy("lock")
    private void drop() {
        try {
            try {
                dropSealed();
            } finally {
                segments.dropBefore(stored); // on a full disk this may make room for the checkpoint
            }
            troubled = false;
        } catch (IOException e) {
            if (!troubled) {
                log.warn("Buffer files that are no longer needed stay until they can be deleted: {}", e.toString());
            }
            troubled = true;
        }
    }

    @GuardedBy("lock")
    private void dropSealed() throws IOException {
        if (segments.hasSealedBefore(stored)) {
            // The last file may go here, and with it the only other record of how far positions have grown. So the
            // checkpoint is written
            // again: a force that failed before may have lost it.
            commitFile.write(stored);
            commitFile.force();
            segments.dropSealedBefore(stored);
        }
    }
}
