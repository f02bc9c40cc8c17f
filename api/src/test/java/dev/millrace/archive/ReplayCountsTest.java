package dev.millrace.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.millrace.intake.Verdict;
import org.junit.jupiter.api.Test;

class ReplayCountsTest {
    private final ReplayCounts counts = new ReplayCounts();

    @Test
    void verdictsReasonsAndChangesAreCounted() {
        counts.count(ArchivedVerdict.ACCEPTED, Verdict.ACCEPTED);
        counts.count(ArchivedVerdict.REJECTED, Verdict.ACCEPTED);
        counts.count(ArchivedVerdict.ACCEPTED, new Verdict.Filtered("User-Agent"));
        counts.count(ArchivedVerdict.REJECTED, new Verdict.Rejected("user_id", "is missing"));
        counts.count(ArchivedVerdict.REJECTED, new Verdict.Rejected("user_id", "is missing"));
        ReplayCounts.Snapshot snapshot = counts.snapshot();
        assertThat(snapshot.read()).isEqualTo(5);
        assertThat(snapshot.accepted()).isEqualTo(2);
        assertThat(snapshot.filtered()).isOne();
        assertThat(snapshot.rejected()).isEqualTo(2);
        assertThat(snapshot.reasons()).containsOnly(entry("User-Agent", 1L), entry("user_id is missing", 2L));
        assertThat(snapshot.changes())
                .containsOnly(entry("rejected_to_accepted", 1L), entry("accepted_to_filtered", 1L));
    }

    @Test
    void reasonsAreListedUpToTheLimitAndTheRestTogether() {
        for (int i = 0; i < ReplayCounts.MAX_REASONS + 2; i++) {
            counts.count(ArchivedVerdict.REJECTED, Verdict.Rejected.event("wrong in way %s".formatted(i)));
        }
        counts.count(ArchivedVerdict.REJECTED, Verdict.Rejected.event("wrong in way 0"));
        assertThat(counts.snapshot().reasons())
                .hasSize(ReplayCounts.MAX_REASONS + 1)
                .contains(entry("other reasons", 2L), entry("event wrong in way 0", 2L));
    }

    @Test
    void aSnapshotStays() {
        ReplayCounts.Snapshot before = counts.snapshot();
        counts.count(ArchivedVerdict.REJECTED, Verdict.ACCEPTED);
        assertThat(before).isEqualTo(ReplayCounts.Snapshot.NONE);
    }
}
