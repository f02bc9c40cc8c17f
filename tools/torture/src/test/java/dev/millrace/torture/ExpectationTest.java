package dev.millrace.torture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.torture.check.Expectation;
import dev.millrace.torture.journal.Answer;
import dev.millrace.torture.journal.Entry;
import dev.millrace.torture.journal.Journal;
import dev.millrace.torture.journal.Outcome;
import dev.millrace.torture.journal.Request;
import dev.millrace.torture.journal.View;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What may be stored, by the journal. */
class ExpectationTest {
    private static final View FIRST = new View(7, 1, 1000, "/first");
    private static final View SECOND = new View(7, 2, 2000, "/second");
    private static final Request POST = new Request.Post(List.of(FIRST), 0);
    private static final Request PUT = new Request.Put(SECOND);
    private static final Request DELETE = new Request.Delete(7);

    @TempDir
    Path directory;

    @Test
    void whatWasAcknowledgedOnDiskHasToBeStored() throws Exception {
        assertThat(after(POST, Outcome.DISK)).containsExactly(Optional.of(FIRST));
    }

    @Test
    void whatWasRefusedMustNotBeStored() throws Exception {
        assertThat(after(POST, Outcome.REFUSED)).containsExactly(Optional.empty());
    }

    @Test
    void whatIsInDoubtMayBeStored() throws Exception {
        assertThat(after(POST, Outcome.RESET)).containsExactlyInAnyOrder(Optional.empty(), Optional.of(FIRST));
    }

    @Test
    void ofEditsTheLastAcknowledgedOneCountsAndThoseInDoubtAfterIt() throws Exception {
        assertThat(after(POST, Outcome.DISK, PUT, Outcome.STORED, DELETE, Outcome.DOUBT))
                .containsExactlyInAnyOrder(Optional.of(SECOND), Optional.empty());
    }

    @Test
    void aDeletionThatWasAcknowledgedLeavesNothing() throws Exception {
        assertThat(after(POST, Outcome.DISK, DELETE, Outcome.DISK)).containsExactly(Optional.empty());
    }

    @Test
    void whatWasOnlyInMemoryWhenTheProcessDiedIsInDoubt() throws Exception {
        try (Journal journal = Journal.create(directory.resolve("journal"))) {
            answer(journal, POST, Outcome.MEMORY);
            journal.died();
            assertThat(Expectation.of(journal.history(), _ -> false).of(7))
                    .containsExactlyInAnyOrder(Optional.empty(), Optional.of(FIRST));
            answer(journal, POST, Outcome.MEMORY);
            assertThat(Expectation.of(journal.history(), _ -> false).of(7)).containsExactly(Optional.of(FIRST));
        }
    }

    @Test
    void aRequestWithoutAnAnswerIsInDoubt() throws Exception {
        try (Journal journal = Journal.create(directory.resolve("journal"))) {
            journal.sent(POST);
            assertThat(Expectation.of(journal.history(), _ -> false).of(7))
                    .containsExactlyInAnyOrder(Optional.empty(), Optional.of(FIRST));
        }
    }

    @Test
    void whatTheScenarioDestroyedMayBeMissing() throws Exception {
        try (Journal journal = Journal.create(directory.resolve("journal"))) {
            answer(journal, POST, Outcome.DISK);
            assertThat(Expectation.of(journal.history(), id -> id == 7).of(7))
                    .containsExactlyInAnyOrder(Optional.empty(), Optional.of(FIRST));
        }
    }

    @Test
    void theJournalReadsBackWhatItWrote() throws Exception {
        Request batch = new Request.Post(List.of(FIRST, SECOND), 3);
        try (Journal journal = Journal.create(directory.resolve("journal"))) {
            answer(journal, batch, Outcome.STORED);
            answer(journal, DELETE, Outcome.TIMEOUT);
            List<Entry> history = journal.history();
            assertThat(history).extracting(Entry::request).containsExactly(batch, DELETE);
            assertThat(history)
                    .extracting(entry -> entry.answer().outcome())
                    .containsExactly(Outcome.STORED, Outcome.TIMEOUT);
        }
    }

    private Iterable<Optional<View>> after(Object... requestsAndOutcomes) throws Exception {
        try (Journal journal = Journal.create(directory.resolve("journal"))) {
            for (int i = 0; i < requestsAndOutcomes.length; i += 2) {
                answer(journal, (Request) requestsAndOutcomes[i], (Outcome) requestsAndOutcomes[i + 1]);
            }
            return Expectation.of(journal.history(), _ -> false).of(7);
        }
    }

    private static void answer(Journal journal, Request request, Outcome outcome) {
        long number = journal.sent(request);
        journal.answered(number, new Answer(outcome, 0, request.events(), 0, ""));
    }
}
