package dev.millrace.report;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import io.micronaut.core.convert.format.ReadableBytes;
import jakarta.validation.constraints.Min;

/**
 * Bounds of the answers of reports.
 *
 * @param maxAnswerBytes size of one answer; a larger one is answered 422
 * @param maxSpoolBytes size of all answers in files; above it a report is answered 503
 */
@ConfigurationProperties("millrace.report")
public record AnswerConfig(
        @Bindable(defaultValue = "256MB") @ReadableBytes @Min(1024)
        long maxAnswerBytes,

        @Bindable(defaultValue = "1GB") @ReadableBytes @Min(1024)
        long maxSpoolBytes) {}
