package dev.millrace.traffic;

import dev.millrace.archive.EventMetadata;
import dev.millrace.intake.FrameWriter;
import dev.millrace.traffic.table.ViewRow;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Makes the row of a deletion of a page view: a DELETE has no body, and names no user. For one request; not thread-safe. */
final class ViewDeletion implements Consumer<FrameWriter>, EventMetadata {
    private final long requestId;
    private final LongSupplier versions;
    private long version;

    ViewDeletion(long requestId, LongSupplier versions) {
        this.requestId = requestId;
        this.versions = versions;
    }

    @Override
    public void accept(FrameWriter rows) {
        version = versions.getAsLong();
        new ViewRow(requestId, 0, 0, "", version, true).write(rows);
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
        return ViewDefaults.pathId(requestId).describe(OptionalLong.of(requestId), OptionalLong.empty());
    }
}
