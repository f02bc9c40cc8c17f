package dev.millrace.traffic;

import dev.millrace.archive.Archive;
import dev.millrace.archive.ArchiveConfig;
import dev.millrace.archive.Particulars;
import dev.millrace.intake.AckLevel;
import dev.millrace.intake.BodyFormat;
import dev.millrace.intake.EventRecorder;
import dev.millrace.intake.Intake;
import dev.millrace.intake.IntakeAnswer;
import dev.millrace.intake.Posted;
import dev.millrace.intake.Rejections;
import dev.millrace.intake.VersionClock;
import dev.millrace.traffic.table.TrafficTable;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Hands requests and records that bring page views to the intake. Thread-safe. */
@Singleton
public final class TrafficIntake {
    /** The path of one page view, as the archive and metrics name it. */
    static final String ONE = "/api/traffic/{request_id}";

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

    /** @param route the request's path, with names in the place of values */
    CompletionStage<IntakeAnswer> accept(
            Posted posted, String route, BodyFormat format, Blanks blanks, AckLevel wanted) {
        String userAgent = isArchived || rules.lookAtSenders() ? posted.userAgent() : null;
        Instant now = clock.instant();
        TrafficDecoder decoder = rules.decoder(blanks, versions.forOneRequest(), now, now, userAgent);
        return accept(
                TrafficTable.VIEWS.id(),
                decoder,
                format,
                posted,
                wanted,
                Rejections.IGNORED,
                recorder(TrafficArchive.POST, route, userAgent, now, decoder));
    }

    /**
     * Takes page views of a sender who does not look at the answer. Nobody is filtered, as no browser sends them.
     *
     * @param source what brought them: the archive keeps it
     * @param given gives each view its version
     * @param rejections is told what to keep elsewhere
     */
    public CompletionStage<IntakeAnswer> accept(
            byte[] body, String source, BodyFormat format, LongSupplier given, AckLevel wanted, Rejections rejections) {
        Instant now = clock.instant();
        TrafficDecoder decoder = rules.decoder(Blanks.NONE, given, now, now, null);
        return accept(
                TrafficTable.VIEWS.id(),
                decoder,
                format,
                new Posted(body, null, null),
                wanted,
                rejections,
                recorder(TrafficArchive.POST, source, null, now, decoder));
    }

    /** Replaces the views with that id by the one in the body, or makes it. Who says so is no tracker: nobody is filtered. */
    CompletionStage<IntakeAnswer> update(Posted posted, long requestId, AckLevel wanted) {
        Instant now = clock.instant();
        TrafficDecoder decoder = rules.decoder(Blanks.pathId(requestId), versions::next, now, now, null);
        return accept(
                TrafficTable.EDITS.id(),
                decoder,
                BodyFormat.ONE_EVENT,
                posted,
                wanted,
                Rejections.IGNORED,
                recorder(TrafficArchive.PUT, ONE, isArchived ? posted.userAgent() : null, now, decoder));
    }

    private CompletionStage<IntakeAnswer> accept(
            int table,
            TrafficDecoder decoder,
            BodyFormat format,
            Posted posted,
            AckLevel wanted,
            Rejections rejections,
            @Nullable EventRecorder recorder) {
        return intake.accept(
                table,
                rejections.from(recorder == null ? decoder.quick() : decoder),
                format,
                posted.body(),
                posted.contentEncoding(),
                wanted,
                recorder);
    }

    /** Deletes the views with that id. */
    CompletionStage<IntakeAnswer> delete(long requestId, AckLevel wanted) {
        return delete(requestId, ONE, versions::next, wanted);
    }

    /**
     * Deletes the views with that id that have a lower version.
     *
     * @param source what says so: the archive keeps it
     * @param given gives the deletion its version
     */
    public CompletionStage<IntakeAnswer> delete(long requestId, String source, LongSupplier given, AckLevel wanted) {
        Deletion deletion = new Deletion(requestId, given);
        return intake.accept(
                TrafficTable.EDITS.id(),
                deletion,
                wanted,
                recorder(TrafficArchive.DELETE, source, null, clock.instant(), deletion));
    }

    /** What a browser's beacon leaves out: an id that no other event has, and the time at which it came. */
    Blanks beaconBlanks() {
        return new Blanks(() -> ThreadLocalRandom.current().nextLong(), false, clock::millis);
    }

    private @Nullable EventRecorder recorder(
            String operation, String route, @Nullable String userAgent, Instant now, Particulars particulars) {
        return isArchived
                ? archive.recorder(
                        TrafficArchive.KIND, operation, route, userAgent == null ? "" : userAgent, now, particulars)
                : null;
    }
}
