package dev.millrace.archive;

import dev.millrace.intake.FrameWriter;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Writes the row of a requested deletion, and describes the deletion to the archive: it has no text, names no person and states no time.
 * For one request; not thread-safe.
 */
public final class RecordedDeletion implements Consumer<FrameWriter>, EventMetadata {
    private final LongSupplier versions;
    private final Supplier<String> filled;
    private final Row row;
    private long version;

    /** Writes the row. */
    @FunctionalInterface
    public interface Row {
        /** Appends the row, with its version. */
        void write(FrameWriter rows, long version);
    }

    /**
     * Makes a deletion.
     *
     * @param versions gives the row its version, when it is written
     * @param filled see {@link EventMetadata#filled}
     */
    public RecordedDeletion(LongSupplier versions, Supplier<String> filled, Row row) {
        this.versions = versions;
        this.filled = filled;
        this.row = row;
    }

    @Override
    public void accept(FrameWriter rows) {
        version = versions.getAsLong();
        row.write(rows, version);
    }

    @Override
    public long version() {
        return version;
    }

    @Override
    public String subject() {
        return "";
    }

    @Override
    public OptionalLong happenedAt() {
        return OptionalLong.empty();
    }

    @Override
    public String filled() {
        return filled.get();
    }
}
