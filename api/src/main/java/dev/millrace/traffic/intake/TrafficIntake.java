package dev.millrace.traffic.intake;

import dev.millrace.archive.RecordedDeletion;
import dev.millrace.intake.AckLevel;
import dev.millrace.intake.BodyFormat;
import dev.millrace.intake.EventBody;
import dev.millrace.intake.EventRecorder;
import dev.millrace.intake.Intake;
import dev.millrace.intake.IntakeAnswer;
import dev.millrace.intake.MadeRow;
import dev.millrace.intake.PostedBody;
import dev.millrace.intake.RejectionListener;
import dev.millrace.intake.VersionClock;
import dev.millrace.traffic.table.TrafficTable;
import dev.millrace.traffic.table.ViewRow;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Hands requests and records with page views to the intake. Thread-safe. */
@Singleton
public final class TrafficIntake {
    /** The path of one page view, as the archive and metrics name it. */
    static final String ONE = "/api/traffic/{request_id}";

    private final Intake intake;
    private final VersionClock versions;
    private final InstantSource clock;
    private final TrafficRules rules;
    private final TrafficArchive archive;

    TrafficIntake(
            Intake intake, VersionClock versions, InstantSource clock, TrafficRules rules, TrafficArchive archive) {
        this.intake = intake;
        this.versions = versions;
        this.clock = clock;
        this.rules = rules;
        this.archive = archive;
    }

    /** @param route the request's path, with names in the place of values */
    CompletionStage<IntakeAnswer> accept(
            PostedBody posted, String route, BodyFormat format, ViewDefaults defaults, AckLevel wanted) {
        String userAgent = archive.isOn() || rules.lookAtSenders() ? posted.userAgent() : null;
        Instant now = clock.instant();
        TrafficDecoder decoder = rules.decoder(defaults, versions.forOneRequest(), now, now, userAgent);
        return accept(
                TrafficTable.VIEWS.id(),
                decoder,
                format,
                posted,
                wanted,
                RejectionListener.IGNORED,
                archive.recorder(TrafficArchive.POST, route, userAgent, now, decoder));
    }

    /**
     * Takes page views of a sender that does not read the answer. They do not come from a tracker, so none is filtered.
     *
     * @param source the name of their origin; the archive keeps it
     * @param given gives each view its version
     * @param rejections receives those that have to be kept elsewhere
     */
    public CompletionStage<IntakeAnswer> accept(
            byte[] body,
            String source,
            BodyFormat format,
            LongSupplier given,
            AckLevel wanted,
            RejectionListener rejections) {
        Instant now = clock.instant();
        TrafficDecoder decoder = rules.decoder(ViewDefaults.NONE, given, now, now, null);
        return accept(
                TrafficTable.VIEWS.id(),
                decoder,
                format,
                new PostedBody(body, null, null),
                wanted,
                rejections,
                archive.recorder(TrafficArchive.POST, source, null, now, decoder));
    }

    /**
     * Replaces the views with that id by the one in the body, or creates it. An update does not come from a tracker, so its User-Agent is
     * not filtered.
     */
    CompletionStage<IntakeAnswer> update(PostedBody posted, long requestId, AckLevel wanted) {
        Instant now = clock.instant();
        TrafficDecoder decoder = rules.decoder(ViewDefaults.pathId(requestId), versions::next, now, now, null);
        return accept(
                TrafficTable.EDITS.id(),
                decoder,
                BodyFormat.ONE_EVENT,
                posted,
                wanted,
                RejectionListener.IGNORED,
                archive.recorder(TrafficArchive.PUT, ONE, archive.isOn() ? posted.userAgent() : null, now, decoder));
    }

    private CompletionStage<IntakeAnswer> accept(
            int table,
            TrafficDecoder decoder,
            BodyFormat format,
            PostedBody posted,
            AckLevel wanted,
            RejectionListener rejections,
            @Nullable EventRecorder recorder) {
        return intake.accept(new EventBody(
                table,
                rejections.from(recorder == null ? decoder.quick() : decoder),
                format,
                posted,
                wanted,
                recorder));
    }

    /** Deletes the views with that id. */
    CompletionStage<IntakeAnswer> delete(long requestId, AckLevel wanted) {
        return delete(requestId, ONE, versions::next, wanted);
    }

    /**
     * Deletes the views with that id that have a lower version.
     *
     * @param source the name of the deletion's origin; the archive keeps it
     * @param given gives the deletion its version
     */
    public CompletionStage<IntakeAnswer> delete(long requestId, String source, LongSupplier given, AckLevel wanted) {
        RecordedDeletion deletion = new RecordedDeletion(
                given,
                () -> ViewDefaults.pathId(requestId).describe(OptionalLong.of(requestId), OptionalLong.empty()),
                (rows, version) -> ViewRow.deletion(requestId, version).write(rows));
        return intake.accept(new MadeRow(
                TrafficTable.EDITS.id(),
                deletion,
                wanted,
                archive.recorder(TrafficArchive.DELETE, source, null, clock.instant(), deletion)));
    }

    /** Returns the defaults for a browser's beacon: an id that no other event has, and the time of arrival. */
    ViewDefaults beaconDefaults() {
        return new ViewDefaults(() -> ThreadLocalRandom.current().nextLong(), false, clock::millis);
    }
}
