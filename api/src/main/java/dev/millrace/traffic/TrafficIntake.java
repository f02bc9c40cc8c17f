package dev.millrace.traffic;

import dev.millrace.intake.AckLevel;
import dev.millrace.intake.BodyFormat;
import dev.millrace.intake.Intake;
import dev.millrace.intake.IntakeAnswer;
import dev.millrace.intake.IntakeConfig;
import dev.millrace.intake.VersionClock;
import dev.millrace.traffic.table.TrafficTable;
import dev.millrace.traffic.table.ViewRow;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Hands requests that bring page views to the intake. Thread-safe. */
@Singleton
final class TrafficIntake {
    private static final byte[] NO_BODY = {};

    private final Intake intake;
    private final VersionClock versions;
    private final InstantSource clock;
    private final IntakeConfig config;
    private final TrafficConfig traffic;
    private final List<String> filteredUserAgents;

    TrafficIntake(
            Intake intake, VersionClock versions, InstantSource clock, IntakeConfig config, TrafficConfig traffic) {
        this.intake = intake;
        this.versions = versions;
        this.clock = clock;
        this.config = config;
        this.traffic = traffic;
        this.filteredUserAgents = traffic.filteredUserAgents().stream()
                .map(word -> word.toLowerCase(Locale.ROOT))
                .toList();
    }

    CompletionStage<IntakeAnswer> accept(
            HttpRequest<byte[]> request, BodyFormat format, Blanks blanks, AckLevel wanted) {
        HttpHeaders headers = request.getHeaders();
        TrafficDecoder decoder = decoder(blanks, filterReason(headers));
        return intake.accept(
                TrafficTable.VIEWS.id(),
                decoder,
                format,
                request.getBody().orElse(NO_BODY),
                headers.get(HttpHeaders.CONTENT_ENCODING),
                wanted);
    }

    /** Replaces the views with that id by the one in the body, or makes it. Who says so is no tracker: nobody is filtered. */
    CompletionStage<IntakeAnswer> update(HttpRequest<byte[]> request, long requestId, AckLevel wanted) {
        TrafficDecoder decoder = decoder(Blanks.pathId(requestId), null);
        return intake.accept(
                TrafficTable.EDITS.id(),
                decoder,
                BodyFormat.ONE_EVENT,
                request.getBody().orElse(NO_BODY),
                request.getHeaders().get(HttpHeaders.CONTENT_ENCODING),
                wanted);
    }

    /** Deletes the views with that id. */
    CompletionStage<IntakeAnswer> delete(long requestId, AckLevel wanted) {
        return intake.accept(
                TrafficTable.EDITS.id(),
                row -> new ViewRow(requestId, 0, 0, "", versions.next(), true).write(row),
                wanted);
    }

    /** What a browser's beacon leaves out: an id that no other event has, and the time at which it came. */
    Blanks beaconBlanks() {
        return new Blanks(() -> ThreadLocalRandom.current().nextLong(), false, clock::millis);
    }

    private TrafficDecoder decoder(Blanks blanks, @Nullable String filterReason) {
        Instant now = clock.instant();
        return new TrafficDecoder(
                blanks,
                versions,
                TrafficRetention.earliestMillis(traffic, now),
                now.plus(config.futureSkew()),
                filterReason);
    }

    private @Nullable String filterReason(HttpHeaders headers) {
        if (filteredUserAgents.isEmpty()) {
            return null;
        }
        String userAgent = headers.get(HttpHeaders.USER_AGENT);
        if (userAgent == null) {
            return null;
        }
        String lowerCase = userAgent.toLowerCase(Locale.ROOT);
        return filteredUserAgents.stream().anyMatch(lowerCase::contains) ? "User-Agent" : null;
    }
}
