package dev.millrace.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.intake.http.VerdictCountsBody;
import org.junit.jupiter.api.Test;

class VerdictCountsTest {
    private static final Verdict FILTERED = new Verdict.Filtered("User-Agent");

    private final VerdictCounts counts = new VerdictCounts();

    @Test
    void everyVerdictCountsOnce() {
        count(3, Verdict.ACCEPTED);
        count(2, FILTERED);
        count(1, rejected("user_id"));
        assertThat(counts.accepted()).isEqualTo(3);
        assertThat(counts.filtered()).isEqualTo(2);
        assertThat(counts.rejected()).isEqualTo(1);
        assertThat(counts.total()).isEqualTo(6);
    }

    @Test
    void aRejectionIsListedWithTheFieldTheReasonAndThePlaceOfItsEvent() {
        count(2, Verdict.ACCEPTED);
        count(1, rejected("user_id"));
        assertThat(VerdictCountsBody.of(counts).rejected())
                .containsExactly(new VerdictCountsBody.RejectedEvent(2, "user_id", "is wrong"));
    }

    @Test
    void aThousandRejectionsAreAllListed() {
        count(VerdictCounts.MAX_LISTED, rejected("event"));
        VerdictCountsBody body = VerdictCountsBody.of(counts);
        assertThat(body.rejected()).hasSize(1000);
        assertThat(body.rejectedNotListed()).isNull();
    }

    @Test
    void moreThanAThousandRejectionsAreCountedAndNotListed() {
        count(1, Verdict.ACCEPTED);
        count(VerdictCounts.MAX_LISTED, rejected("event"));
        count(50_000, rejected("page_url"));
        assertThat(counts.rejected()).isEqualTo(51_000);
        VerdictCountsBody body = VerdictCountsBody.of(counts);
        assertThat(body.rejected())
                .hasSize(1000)
                .allMatch(event -> event.field().equals("event"));
        assertThat(body.rejected())
                .last()
                .extracting(VerdictCountsBody.RejectedEvent::index)
                .isEqualTo(1000);
        assertThat(body.rejectedNotListed()).isEqualTo(50_000);
        assertThat(body.accepted()).isEqualTo(1);
    }

    private void count(int times, Verdict verdict) {
        for (int i = 0; i < times; i++) {
            counts.count(counts.total(), verdict);
        }
    }

    private static Verdict rejected(String field) {
        return new Verdict.Rejected(field, "is wrong");
    }
}
