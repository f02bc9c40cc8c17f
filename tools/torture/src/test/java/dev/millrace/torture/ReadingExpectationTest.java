package dev.millrace.torture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.torture.check.ReadingExpectation;
import dev.millrace.torture.journal.Answer;
import dev.millrace.torture.journal.Journal;
import dev.millrace.torture.journal.Outcome;
import dev.millrace.torture.journal.Reading;
import dev.millrace.torture.journal.Request;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What may be stored of a sensor and instant, by the journal. */
class ReadingExpectationTest {
    private static final Reading FIRST = Reading.of("s", 1000, 1.25);
    private static final Reading SECOND = Reading.of("s", 1000, -2);
    private static final Request POST = new Request.PostReadings(List.of(FIRST), 1);
    private static final Request CORRECTION = new Request.PostReadings(List.of(SECOND), 0);
    private static final Request DELETION = new Request.DeleteReadings("s", 1000, 1001);

    @TempDir
    Path directory;

    @Test
    void theLaterOneHolds() throws Exception {
        assertThat(after(POST, Outcome.DISK, CORRECTION, Outcome.STORED)).containsExactly(Optional.of(SECOND));
    }

    @Test
    void ofTwoInOneBodyTheLaterOneHolds() throws Exception {
        Request both = new Request.PostReadings(List.of(SECOND, FIRST), 0);
        assertThat(after(both, Outcome.DISK)).containsExactly(Optional.of(FIRST));
    }

    @Test
    void aCorrectionInDoubtMayHoldOrNot() throws Exception {
        assertThat(after(POST, Outcome.DISK, CORRECTION, Outcome.RESET))
                .containsExactlyInAnyOrder(Optional.of(FIRST), Optional.of(SECOND));
    }

    @Test
    void aDeletionLeavesNothingInItsRange() throws Exception {
        assertThat(after(POST, Outcome.DISK, DELETION, Outcome.DISK)).containsExactly(Optional.empty());
    }

    @Test
    void aDeletionLeavesWhatIsBeforeItsRangeOrAtItsEnd() throws Exception {
        assertThat(after(POST, Outcome.DISK, new Request.DeleteReadings("s", 900, 1000), Outcome.DISK))
                .containsExactly(Optional.of(FIRST));
        assertThat(after(POST, Outcome.DISK, new Request.DeleteReadings("s", 1001, 2000), Outcome.DISK))
                .containsExactly(Optional.of(FIRST));
        assertThat(after(POST, Outcome.DISK, new Request.DeleteReadings("t", 0, 2000), Outcome.DISK))
                .containsExactly(Optional.of(FIRST));
    }

    @Test
    void whatIsPostedAfterADeletionCounts() throws Exception {
        assertThat(after(POST, Outcome.DISK, DELETION, Outcome.DISK, CORRECTION, Outcome.DISK))
                .containsExactly(Optional.of(SECOND));
    }

    private int journals;

    private Set<Optional<Reading>> after(Object... requestsAndOutcomes) throws Exception {
        try (Journal journal = Journal.create(directory.resolve("journal" + journals++))) {
            for (int i = 0; i < requestsAndOutcomes.length; i += 2) {
                long number = journal.sent((Request) requestsAndOutcomes[i]);
                journal.answered(number, new Answer((Outcome) requestsAndOutcomes[i + 1], 0, 0, 0, ""));
            }
            return ReadingExpectation.of(journal.history()).of(FIRST.at());
        }
    }
}
