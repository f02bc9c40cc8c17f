package dev.millrace.kafka;

import dev.millrace.intake.AckLevel;
import dev.millrace.intake.BodyFormat;
import dev.millrace.intake.IntakeAnswer;
import dev.millrace.intake.RejectionListener;
import dev.millrace.payload.PayloadFormat;
import dev.millrace.traffic.intake.TrafficIntake;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Takes page views: JSON, or lines of it. */
final class ViewTopic implements EventTopic {
    private final TrafficIntake traffic;

    ViewTopic(TrafficIntake traffic) {
        this.traffic = traffic;
    }

    @Override
    public BodyFormat format(@Nullable String contentType, byte[] value) {
        // A content type of protobuf is read as JSON, and so becomes a dead letter.
        return PayloadFormat.ofJson(contentType, value);
    }

    @Override
    public CompletionStage<IntakeAnswer> accept(
            byte[] value, String place, BodyFormat format, LongSupplier versions, RejectionListener rejections) {
        return traffic.accept(value, place, format, versions, AckLevel.DISK, rejections);
    }

    @Override
    public CompletionStage<IntakeAnswer> delete(byte[] key, String place, LongSupplier version) {
        OptionalLong id = RecordKey.viewId(key);
        return id.isPresent()
                ? traffic.delete(id.getAsLong(), place, version, AckLevel.DISK)
                : CompletableFuture.completedFuture(new IntakeAnswer.Unreadable(
                        IntakeAnswer.Cause.DAMAGED,
                        "The record has no value, so its key must be the request_id of a page view: a decimal number, or a"
                                + " JSON object with request_id."));
    }
}
