package dev.millrace.sensor.deletion;

import dev.millrace.archive.EventMetadata;
import dev.millrace.intake.FrameWriter;
import dev.millrace.sensor.table.DeletionRow;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Makes the row of a requested deletion. For one request; not thread-safe. */
final class ReadingDeletion implements Consumer<FrameWriter>, EventMetadata {
    private final String sensorId;
    private final DeletionRange range;
    private final LongSupplier versions;
    private long version;

    ReadingDeletion(String sensorId, DeletionRange range, LongSupplier versions) {
        this.sensorId = sensorId;
        this.range = range;
        this.versions = versions;
    }

    @Override
    public void accept(FrameWriter rows) {
        version = versions.getAsLong();
        row().write(rows);
    }

    private DeletionRow row() {
        return new DeletionRow(sensorId, range.from(), range.to(), version);
    }

    @Override
    public long version() {
        return version;
    }

    /** Returns no subject: a deletion of readings names no person. */
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
        return row().describe();
    }
}
