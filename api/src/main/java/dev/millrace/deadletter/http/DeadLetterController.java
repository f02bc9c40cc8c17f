package dev.millrace.deadletter.http;

import dev.millrace.deadletter.DeadLetterFilter;
import dev.millrace.deadletter.DeadLetterId;
import dev.millrace.deadletter.DeadLetterPage;
import dev.millrace.deadletter.DeadLetterPosition;
import dev.millrace.deadletter.DeadLetterRemoval;
import dev.millrace.deadletter.DeadLetters;
import dev.millrace.http.AuditLog;
import dev.millrace.http.Problem;
import dev.millrace.http.QueryNames;
import dev.millrace.log.LimitedLog;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Error;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.serde.annotation.Serdeable;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.event.Level;

/** Shows and discards this node's dead letters, on virtual threads. */
@Controller("/api/dead-letters")
@ExecuteOn(TaskExecutors.BLOCKING)
final class DeadLetterController {
    private static final LimitedLog faults = new LimitedLog(DeadLetterController.class);

    /** The size after which a page ends: with the letter that exceeds it. */
    private static final long PAGE_BYTES = 1 << 20;

    private final DeadLetters letters;
    private final KnownTables tables;

    DeadLetterController(DeadLetters letters, KnownTables tables) {
        this.letters = letters;
        this.tables = tables;
    }

    /** The number of letters that were removed. */
    @Serdeable
    record Discarded(int discarded) {}

    /** A page of letters, oldest first. */
    @Get
    @QueryNames({"from", "to", "table", "code", "reason", "limit", "cursor"})
    DeadLetterBody.Page list(HttpRequest<?> request) throws IOException {
        DeadLetterQuery parameters = DeadLetterQuery.ofPage(request.getParameters());
        DeadLetterPage page = letters.page(parameters.filter(), parameters.after(), parameters.limit(), PAGE_BYTES);
        DeadLetterPosition next = page.next();
        return new DeadLetterBody.Page(
                page.letters().stream()
                        .map(letter -> DeadLetterBody.of(letter, tables))
                        .toList(),
                next == null ? null : next.toString());
    }

    /** Counts letters by table and error code. */
    @Get("/summary")
    @QueryNames({"from", "to", "table", "code", "reason"})
    DeadLetterSummary.Body summary(HttpRequest<?> request) throws IOException {
        DeadLetterSummary summary = new DeadLetterSummary();
        letters.visit(DeadLetterQuery.ofSome(request.getParameters()).filter(), letter -> {
            summary.add(letter);
            return true;
        });
        return summary.body();
    }

    /** Shows one letter. */
    @Get("/{id}")
    HttpResponse<?> one(@PathVariable String id) throws IOException {
        Optional<DeadLetterId> known = DeadLetterId.parse(id);
        if (known.isEmpty()) {
            return unknown();
        }
        return letters.find(known.get())
                .<HttpResponse<?>>map(letter -> HttpResponse.ok(DeadLetterBody.of(letter, tables)))
                .orElseGet(DeadLetterController::unknown);
    }

    /** Discards one letter: its row is lost. */
    @Delete("/{id}")
    HttpResponse<?> discard(HttpRequest<?> request, @PathVariable String id) throws IOException {
        Optional<DeadLetterId> known = DeadLetterId.parse(id);
        if (known.isEmpty()) {
            return unknown();
        }
        int discarded = letters.removeIf(
                DeadLetterRemoval.DISCARDED,
                day -> day.equals(known.get().day()),
                letter -> letter.id().equals(known.get()));
        return discarded == 0 ? unknown() : HttpResponse.ok(discarded(request, discarded));
    }

    /** Discards the letters that the filters pick. */
    @Delete
    @QueryNames({"from", "to", "table", "code", "reason", "all"})
    HttpResponse<?> discardSome(HttpRequest<?> request) throws IOException {
        DeadLetterFilter filter =
                DeadLetterQuery.ofThese(request.getParameters()).filter();
        return HttpResponse.ok(
                discarded(request, letters.removeIf(DeadLetterRemoval.DISCARDED, filter::mayMatch, filter::matches)));
    }

    private static Discarded discarded(HttpRequest<?> request, int number) {
        AuditLog.changed(request, "dead_letters_discard")
                .addKeyValue("count", number)
                .log("Dead letters were discarded");
        return new Discarded(number);
    }

    static MutableHttpResponse<?> unknown() {
        return Problem.response(HttpStatus.NOT_FOUND, null, "This node has no dead letter with that id.");
    }

    /** The disk does not do what it should. */
    @Error(IOException.class)
    HttpResponse<?> broken(IOException failure) {
        return broken("The dead letters cannot be read or changed at the moment", failure);
    }

    static MutableHttpResponse<?> broken(String what, IOException failure) {
        faults.at(Level.WARN, LimitedLog.kindOf(failure)).log("{}: {}", what, failure.toString());
        return Problem.response(HttpStatus.SERVICE_UNAVAILABLE, null, what + ".")
                .header("Retry-After", "5");
    }
}
