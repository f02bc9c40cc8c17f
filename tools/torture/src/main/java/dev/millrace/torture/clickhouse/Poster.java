package dev.millrace.torture.clickhouse;

import dev.millrace.torture.journal.Answer;
import dev.millrace.torture.journal.Outcome;
import dev.millrace.torture.journal.Request;
import dev.millrace.torture.journal.View;
import dev.millrace.torture.round.Round;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/** Posts views that a scenario makes itself, and notes them in the journal. Thread-safe; blocks. */
final class Poster {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** The senders of the load count from 0. */
    private static final long SENDER = 4000;

    private static final int ROUND_SHIFT = 40;
    private static final int SENDER_SHIFT = 28;

    private final Round round;
    private final AtomicLong nextId;

    Poster(Round round) {
        this.round = round;
        this.nextId = new AtomicLong(((long) round.ids().number() << ROUND_SHIFT) + (SENDER << SENDER_SHIFT) + 1);
    }

    /** A new view, an hour old. */
    View view(long user, String page) {
        return view(user, page, Instant.now().minus(Duration.ofHours(1)));
    }

    /** A new view. */
    View view(long user, String page, Instant at) {
        return new View(nextId.getAndIncrement(), user, at.toEpochMilli(), page);
    }

    /**
     * Posts them in one request and notes that in the journal.
     *
     * @throws IOException if they are not acknowledged
     */
    void post(URI target, List<View> views, String level) throws IOException, InterruptedException {
        long number = round.journal().sent(new Request.Post(views, 0));
        round.journal().answered(number, postUnnoted(target, views, level));
    }

    /** Posts views of users that do not belong to the round, without noting them. */
    Answer postUnnoted(URI target, List<View> views, String level) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(target.resolve("/api/traffic?ack=" + level))
                .header("Content-Type", "application/x-ndjson")
                .timeout(Duration.ofSeconds(30))
                .POST(BodyPublishers.ofString(views.stream().map(Poster::line).collect(Collectors.joining("\n"))))
                .build();
        HttpResponse<String> response = HTTP.send(request, BodyHandlers.ofString());
        int status = response.statusCode();
        if (status != 201 && status != 202) {
            throw new IOException("%s views were answered %s: %s".formatted(views.size(), status, response.body()));
        }
        Outcome outcome = Outcome.valueOf(
                response.headers().firstValue("Millrace-Ack").orElse("wrong").toUpperCase(Locale.ROOT));
        return new Answer(outcome, status, views.size(), 0, response.body());
    }

    private static String line(View view) {
        return "{\"request_id\":%s,\"user_id\":%s,\"created_at\":\"%s\",\"page_url\":\"%s\"}"
                .formatted(view.requestId(), view.userId(), Instant.ofEpochMilli(view.createdAt()), view.pageUrl());
    }
}
