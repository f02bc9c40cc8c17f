package dev.millrace.http;

import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.serde.annotation.Serdeable;

/**
 * The body of every error.
 *
 * @param type always {@code about:blank}: the status says what kind of problem it is
 * @param title the status in words
 * @param status the status of the answer
 * @param detail what is wrong and what to do, in one sentence
 * @param field the field, parameter or header that is wrong, if it is one
 * @param instance identifies the entry in the log, if there is one
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457</a>
 */
@Serdeable
public record Problem(
        String type,
        String title,
        int status,
        String detail,
        @Nullable String field,
        @Nullable String instance) {
    /** Content type of a problem. */
    public static final MediaType MEDIA_TYPE = MediaType.of("application/problem+json");

    /** An answer that names the field. */
    public static MutableHttpResponse<?> response(HttpStatus status, @Nullable String field, String detail) {
        return HttpResponse.status(status).body(of(status, field, detail)).contentType(MEDIA_TYPE);
    }

    /** Makes the body of an error answer. */
    public static Problem of(HttpStatus status, @Nullable String field, String detail) {
        return new Problem("about:blank", status.getReason(), status.getCode(), detail, field, null);
    }

    /**
     * Makes the body of an answer whose cause is in the log.
     *
     * @param request the id under which the log has it
     */
    public static Problem logged(HttpStatus status, String detail, String request) {
        return new Problem("about:blank", status.getReason(), status.getCode(), detail, null, "urn:uuid:" + request);
    }
}
