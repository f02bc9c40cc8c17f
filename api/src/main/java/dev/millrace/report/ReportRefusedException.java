package dev.millrace.report;

import io.micronaut.http.HttpStatus;
import org.jspecify.annotations.Nullable;

/** Says that a report is not made because of a bound, and what to do. */
public final class ReportRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final HttpStatus status;
    private final @Nullable String parameter;

    private ReportRefusedException(HttpStatus status, @Nullable String parameter, String detail) {
        super(detail);
        this.status = status;
        this.parameter = parameter;
    }

    /** Refuses an answer that exceeds the bound for all answers: 422. */
    public static ReportRefusedException tooLong(long maxBytes) {
        return new ReportRefusedException(
                HttpStatus.UNPROCESSABLE_ENTITY,
                "limit",
                "The answer would be longer than %s bytes: ask for a shorter time or for fewer rows."
                        .formatted(maxBytes));
    }

    /** Refuses a report that may be answered later: 503. */
    static ReportRefusedException busy(String detail) {
        return new ReportRefusedException(HttpStatus.SERVICE_UNAVAILABLE, null, detail);
    }

    HttpStatus status() {
        return status;
    }

    @Nullable
    String parameter() {
        return parameter;
    }
}
