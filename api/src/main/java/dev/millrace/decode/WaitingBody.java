package dev.millrace.decode;

import dev.millrace.intake.IntakeAnswer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** A body that waits to be decoded; {@code answer} completes with the outcome. */
record WaitingBody(
        Supplier<CompletionStage<IntakeAnswer>> work,
        long length,
        Runnable giveBack,
        long sinceNanos,
        CompletableFuture<IntakeAnswer> answer) {
    /** Decodes it. Its memory is given back when its rows are in the buffer; the answer may come later. */
    void decode() {
        CompletionStage<IntakeAnswer> reached;
        try {
            reached = work.get();
        } catch (RuntimeException | StackOverflowError e) {
            reached = CompletableFuture.failedStage(e);
        } finally {
            giveBack.run();
        }
        answerAs(reached);
    }

    /** Completes the answer with a refusal instead of decoding the body. */
    void refuse(IntakeAnswer why) {
        giveBack.run();
        answer.complete(why);
    }

    private void answerAs(CompletionStage<IntakeAnswer> reached) {
        reached.whenComplete((known, failure) -> {
            if (failure == null) {
                answer.complete(known);
            } else {
                answer.completeExceptionally(failure);
            }
        });
    }
}
