package dev.millrace.intake.http;

import dev.millrace.http.Problem;
import dev.millrace.intake.AckLevel;
import dev.millrace.intake.IntakeAnswer;
import dev.millrace.intake.PostedBody;
import dev.millrace.intake.Verdict;
import dev.millrace.intake.VerdictCounts;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;

/** Makes the HTTP response for each {@link IntakeAnswer}, the same for every kind of event. */
public final class IntakeResponses {
    /** The response header that names the {@link AckLevel} that was reached. */
    public static final String ACK_HEADER = "Millrace-Ack";

    private IntakeResponses() {}

    /** Makes the response for a body that may hold many events: it has the verdicts. */
    public static MutableHttpResponse<?> forBatch(IntakeAnswer answer) {
        return switch (answer) {
            case IntakeAnswer.NothingKept(VerdictCounts counts)
            when counts.total() == 0 ->
                Problem.response(HttpStatus.BAD_REQUEST, "body", "There are no events in the body.");
            case IntakeAnswer.NothingKept(VerdictCounts counts)
            when counts.rejected() > 0 ->
                HttpResponse.unprocessableEntity()
                        .body(VerdictCountsBody.of(counts))
                        .contentType(MediaType.APPLICATION_JSON_TYPE);
            default -> common(answer);
        };
    }

    /** Makes the response for a request that is one event: a rejection is a problem that names the field. */
    public static MutableHttpResponse<?> forOneEvent(IntakeAnswer answer) {
        if (answer instanceof IntakeAnswer.NothingKept(VerdictCounts counts) && counts.rejected() > 0) {
            Verdict.Rejected rejected = counts.listed().getFirst().verdict();
            return Problem.response(
                    status(rejected), rejected.field(), "%s %s".formatted(rejected.field(), rejected.reason()));
        }
        return common(answer);
    }

    private static HttpStatus status(Verdict.Rejected rejected) {
        if (rejected.tooLong()) {
            return HttpStatus.REQUEST_ENTITY_TOO_LARGE;
        }
        return rejected.isUnreadable() ? HttpStatus.BAD_REQUEST : HttpStatus.UNPROCESSABLE_ENTITY;
    }

    /** Makes the response for a request that changes one event: like {@link #forOneEvent}, but nothing new was created. */
    public static MutableHttpResponse<?> forEdit(IntakeAnswer answer) {
        MutableHttpResponse<?> response = forOneEvent(answer);
        return response.status() == HttpStatus.CREATED ? response.status(HttpStatus.OK) : response;
    }

    private static MutableHttpResponse<?> common(IntakeAnswer answer) {
        return switch (answer) {
            case IntakeAnswer.Kept(AckLevel level, VerdictCounts counts) ->
                HttpResponse.status(level == AckLevel.STORED ? HttpStatus.CREATED : HttpStatus.ACCEPTED)
                        .body(VerdictCountsBody.of(counts))
                        .contentType(MediaType.APPLICATION_JSON_TYPE)
                        .header(ACK_HEADER, level.wireName());
            case IntakeAnswer.NothingKept(VerdictCounts counts) ->
                HttpResponse.ok(VerdictCountsBody.of(counts)).contentType(MediaType.APPLICATION_JSON_TYPE);
            case IntakeAnswer.Unreadable(IntakeAnswer.Cause problem, String reason) -> unreadable(problem, reason);
            case IntakeAnswer.Busy busy ->
                Problem.response(HttpStatus.SERVICE_UNAVAILABLE, null, busy.reason())
                        .header("Retry-After", Long.toString(busy.retryAfter().toSeconds()));
        };
    }

    private static MutableHttpResponse<?> unreadable(IntakeAnswer.Cause problem, String reason) {
        return switch (problem) {
            case EMPTY -> Problem.response(HttpStatus.BAD_REQUEST, "body", reason);
            case DAMAGED -> Problem.response(HttpStatus.BAD_REQUEST, "Content-Encoding", reason);
            case TOO_LARGE -> Problem.response(HttpStatus.REQUEST_ENTITY_TOO_LARGE, "body", reason);
            case UNSUPPORTED_ENCODING ->
                Problem.response(HttpStatus.UNSUPPORTED_MEDIA_TYPE, "Content-Encoding", reason)
                        .header("Accept-Encoding", PostedBody.ENCODINGS);
        };
    }
}
