package dev.millrace.kafka;

import dev.millrace.intake.BodyFormat;
import dev.millrace.intake.IntakeAnswer;
import dev.millrace.intake.RejectionListener;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The kind of events that a topic holds. Thread-safe; never blocks. */
interface EventTopic {
    /** Returns how a value holds its events. */
    BodyFormat format(@Nullable String contentType, byte[] value);

    /** Takes a value. Completes when what could be accepted is on disk, or cannot be now. */
    CompletionStage<IntakeAnswer> accept(
            byte[] value, String place, BodyFormat format, LongSupplier versions, RejectionListener rejections);

    /** Deletes what a key names. A key that names nothing is unreadable. */
    CompletionStage<IntakeAnswer> delete(byte[] key, String place, LongSupplier version);
}
