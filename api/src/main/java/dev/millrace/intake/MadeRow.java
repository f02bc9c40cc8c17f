package dev.millrace.intake;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A row that the service makes itself, for a request without a body.
 *
 * @param table id of the table of the row
 * @param encoder writes the row
 * @param recorder archives the request; null if it is not archived
 */
public record MadeRow(
        int table,
        Consumer<FrameWriter> encoder,
        AckLevel wanted,
        @Nullable EventRecorder recorder) {}
