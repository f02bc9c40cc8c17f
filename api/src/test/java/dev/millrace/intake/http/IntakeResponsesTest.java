package dev.millrace.intake.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.http.Problem;
import dev.millrace.intake.AckLevel;
import dev.millrace.intake.IntakeAnswer;
import dev.millrace.intake.Verdict;
import dev.millrace.intake.VerdictCounts;
import io.micronaut.http.HttpResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IntakeResponsesTest {
    private static final Verdict FILTERED = new Verdict.Filtered("User-Agent");
    private static final Verdict WRONG_FIELD = new Verdict.Rejected("user_id", "is missing");
    private static final Verdict NO_JSON = Verdict.Rejected.event("is not valid JSON");

    @ParameterizedTest
    @CsvSource({"MEMORY,202,memory", "DISK,202,disk", "STORED,201,stored"})
    void whatIsKeptIsAnsweredWithTheLevelThatWasReached(AckLevel level, int status, String header) {
        HttpResponse<?> response = IntakeResponses.forBatch(new IntakeAnswer.Kept(level, counts(Verdict.ACCEPTED)));
        assertThat(response.code()).isEqualTo(status);
        assertThat(response.header("Millrace-Ack")).isEqualTo(header);
        assertThat(response.body()).isEqualTo(VerdictCountsBody.of(counts(Verdict.ACCEPTED)));
    }

    @Test
    void aBatchOfWhichOneEventIsAcceptedIsA202ThatListsTheOthers() {
        VerdictCounts counts = counts(WRONG_FIELD, Verdict.ACCEPTED, NO_JSON);
        HttpResponse<?> response = IntakeResponses.forBatch(new IntakeAnswer.Kept(AckLevel.DISK, counts));
        assertThat(response.code()).isEqualTo(202);
        assertThat(((VerdictCountsBody) response.body()).rejected()).hasSize(2);
    }

    @Test
    void aBatchOfWhichNoneIsAcceptedIsA422() {
        HttpResponse<?> response =
                IntakeResponses.forBatch(new IntakeAnswer.NothingKept(counts(WRONG_FIELD, FILTERED)));
        assertThat(response.code()).isEqualTo(422);
        assertThat(((VerdictCountsBody) response.body()).filtered()).isOne();
    }

    @Test
    void eventsThatAreOnlyFilteredAreA200SoThatNobodySendsThemAgain() {
        IntakeAnswer filtered = new IntakeAnswer.NothingKept(counts(FILTERED));
        assertThat(IntakeResponses.forBatch(filtered).code()).isEqualTo(200);
        assertThat(IntakeResponses.forOneEvent(filtered).code()).isEqualTo(200);
    }

    @Test
    void aBatchWithoutAnyEventIsA400() {
        assertProblem(IntakeResponses.forBatch(new IntakeAnswer.NothingKept(counts())), 400, "body");
    }

    @Test
    void oneEventWithAWrongFieldIsA422ThatNamesTheField() {
        HttpResponse<?> response = IntakeResponses.forOneEvent(new IntakeAnswer.NothingKept(counts(WRONG_FIELD)));
        assertThat(assertProblem(response, 422, "user_id").detail()).isEqualTo("user_id is missing");
    }

    @Test
    void oneEventThatIsNoJsonIsA400() {
        assertProblem(IntakeResponses.forOneEvent(new IntakeAnswer.NothingKept(counts(NO_JSON))), 400, "event");
    }

    @ParameterizedTest
    @CsvSource({
        "EMPTY,400,body",
        "DAMAGED,400,Content-Encoding",
        "TOO_LARGE,413,body",
        "UNSUPPORTED_ENCODING,415,Content-Encoding"
    })
    void aBodyThatCannotBeReadSaysWhatIsWrongWithIt(IntakeAnswer.Cause problem, int status, String field) {
        IntakeAnswer answer = new IntakeAnswer.Unreadable(problem, "Why.");
        assertProblem(IntakeResponses.forBatch(answer), status, field);
        assertProblem(IntakeResponses.forOneEvent(answer), status, field);
    }

    @Test
    void whoSendsAnUnknownEncodingIsToldTheKnownOnes() {
        IntakeAnswer answer = new IntakeAnswer.Unreadable(IntakeAnswer.Cause.UNSUPPORTED_ENCODING, "Why.");
        assertThat(IntakeResponses.forBatch(answer).header("Accept-Encoding")).isEqualTo("gzip, zstd");
    }

    @Test
    void busyIsA503ThatSaysWhenToComeBack() {
        HttpResponse<?> response = IntakeResponses.forBatch(new IntakeAnswer.Busy("Full.", Duration.ofSeconds(17)));
        assertProblem(response, 503, null);
        assertThat(response.header("Retry-After")).isEqualTo("17");
    }

    private static Problem assertProblem(HttpResponse<?> response, int status, @Nullable String field) {
        assertThat(response.code()).isEqualTo(status);
        Problem problem = (Problem) response.body();
        assertThat(problem.status()).isEqualTo(status);
        assertThat(problem.field()).isEqualTo(field);
        return problem;
    }

    private static VerdictCounts counts(Verdict... verdicts) {
        VerdictCounts counts = new VerdictCounts();
        for (Verdict verdict : verdicts) {
            counts.count(counts.total(), verdict);
        }
        return counts;
    }
}
