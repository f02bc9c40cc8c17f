package dev.millrace.traffic;

import dev.millrace.archive.Archive;
import dev.millrace.archive.ArchiveConfig;
import dev.millrace.archive.Particulars;
import dev.millrace.intake.AckLevel;
import dev.millrace.intake.BodyFormat;
import dev.millrace.intake.EventRecorder;
import dev.millrace.intake.Intake;
import dev.millrace.intake.IntakeAnswer;
import dev.millrace.intake.VersionClock;
import dev.millrace.traffic.table.TrafficTable;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Hands requests that bring page views to the intake. Thread-safe. */
@Singleton
final class TrafficIntake {
    private static final byte[] NO_BODY = {};
    private static final String ONE = "/{request_id}";

    private final Intake intake;
    private final VersionClock versions;
    private final InstantSource clock;
    private final TrafficRules rules;
    private final Archive archive;
    private final boolean isArchived;

    TrafficIntake(
            Intake intake,
            VersionClock versions,
            InstantSource clock,
            TrafficRules rules,
            Archive archive,
            ArchiveConfig config) {
        this.intake = intake;
        this.versions = versions;
        this.clock = clock;
        this.rules = rules;
        this.archive = archive;
        this.isArchived = config.traffic();
    }

    CompletionStage<IntakeAnswer> accept(
            HttpRequest<byte[]> request, BodyFormat format, Blanks blanks, AckLevel wanted) {
        String userAgent = isArchived || rules.lookAtSenders() ? userAgent(request) : null;
        Instant now = clock.instant();
        TrafficDecoder decoder = rules.decoder(blanks, versions::next, now, now, userAgent);
        return accept(
                TrafficTable.VIEWS.id(),
                decoder,
                format,
                request,
                wanted,
                recorder(TrafficArchive.POST, source(format, blanks), userAgent, now, decoder));
    }

    /** Replaces the views with that id by the one in the body, or makes it. Who says so is no tracker: nobody is filtered. */
    CompletionStage<IntakeAnswer> update(HttpRequest<byte[]> request, long requestId, AckLevel wanted) {
        Instant now = clock.instant();
        TrafficDecoder decoder = rules.decoder(Blanks.pathId(requestId), versions::next, now, now, null);
        return accept(
                TrafficTable.EDITS.id(),
                decoder,
                BodyFormat.ONE_EVENT,
                request,
                wanted,
                recorder(TrafficArchive.PUT, ONE, isArchived ? userAgent(request) : null, now, decoder));
    }

    private CompletionStage<IntakeAnswer> accept(
            int table,
            TrafficDecoder decoder,
            BodyFormat format,
            HttpRequest<byte[]> request,
            AckLevel wanted,
            @Nullable EventRecorder recorder) {
        return intake.accept(
                table,
                recorder == null ? decoder.quick() : decoder,
                format,
                request.getBody().orElse(NO_BODY),
                request.getHeaders().get(HttpHeaders.CONTENT_ENCODING),
                wanted,
                recorder);
    }

    /** Deletes the views with that id. */
    CompletionStage<IntakeAnswer> delete(long requestId, AckLevel wanted) {
        Deletion deletion = new Deletion(requestId, versions::next);
        return intake.accept(
                TrafficTable.EDITS.id(),
                deletion,
                wanted,
                recorder(TrafficArchive.DELETE, ONE, null, clock.instant(), deletion));
    }

    /** What a browser's beacon leaves out: an id that no other event has, and the time at which it came. */
    Blanks beaconBlanks() {
        return new Blanks(() -> ThreadLocalRandom.current().nextLong(), false, clock::millis);
    }

    private static @Nullable String userAgent(HttpRequest<?> request) {
        return request.getHeaders().get(HttpHeaders.USER_AGENT);
    }

    /** The route behind {@code /api/traffic}. */
    private static String source(BodyFormat format, Blanks blanks) {
        if (format == BodyFormat.ONE_EVENT) {
            return ONE;
        }
        return blanks.equals(Blanks.NONE) ? "" : "/beacon";
    }

    private @Nullable EventRecorder recorder(
            String operation, String route, @Nullable String userAgent, Instant now, Particulars particulars) {
        return isArchived
                ? archive.recorder(
                        TrafficArchive.KIND,
                        operation,
                        "/api/traffic" + route,
                        userAgent == null ? "" : userAgent,
                        now,
                        particulars)
                : null;
    }
}
