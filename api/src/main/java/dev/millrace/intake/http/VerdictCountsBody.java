package dev.millrace.intake.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.millrace.intake.VerdictCounts;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.serde.annotation.Serdeable;
import java.util.List;

/**
 * The answer to a request whose events were read.
 *
 * @param accepted events that are kept
 * @param filtered valid events that the operator does not want: not kept
 * @param rejected the rejected events, the first {@link VerdictCounts#MAX_LISTED} of them
 * @param rejectedNotListed how many more were rejected, absent if none
 */
@Serdeable
@JsonInclude(JsonInclude.Include.ALWAYS)
public record VerdictCountsBody(
        int accepted,
        int filtered,
        List<RejectedEvent> rejected,

        @Nullable @JsonInclude(JsonInclude.Include.NON_NULL) @JsonProperty("rejected_not_listed")
        Integer rejectedNotListed) {
    /**
     * A rejected event.
     *
     * @param index its place in the request, from 0
     * @param field the field that is wrong, or {@code event}
     * @param error what is expected
     */
    @Serdeable
    public record RejectedEvent(int index, String field, String error) {}

    /** Makes the answer. */
    public static VerdictCountsBody of(VerdictCounts counts) {
        List<RejectedEvent> listed = counts.listed().stream()
                .map(at -> new RejectedEvent(
                        at.index(), at.verdict().field(), at.verdict().reason()))
                .toList();
        int more = counts.rejected() - listed.size();
        return new VerdictCountsBody(counts.accepted(), counts.filtered(), listed, more == 0 ? null : more);
    }
}
