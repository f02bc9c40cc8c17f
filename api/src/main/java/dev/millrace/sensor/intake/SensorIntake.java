package dev.millrace.sensor.intake;

import dev.millrace.intake.AckLevel;
import dev.millrace.intake.BodyFormat;
import dev.millrace.intake.EventBody;
import dev.millrace.intake.EventDecoder;
import dev.millrace.intake.Intake;
import dev.millrace.intake.IntakeAnswer;
import dev.millrace.intake.PostedBody;
import dev.millrace.intake.RejectionListener;
import dev.millrace.intake.VersionClock;
import dev.millrace.sensor.table.SensorTable;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;

/** Hands requests and messages with readings to the intake. Thread-safe; never blocks. */
@Singleton
public final class SensorIntake {
    private final Intake intake;
    private final VersionClock versions;
    private final InstantSource clock;
    private final SensorRules rules;
    private final SensorArchive archive;

    SensorIntake(Intake intake, VersionClock versions, InstantSource clock, SensorRules rules, SensorArchive archive) {
        this.intake = intake;
        this.versions = versions;
        this.clock = clock;
        this.rules = rules;
        this.archive = archive;
    }

    /**
     * Takes readings.
     *
     * @param source the request's path, with names in the place of values, or another name of the origin; the archive keeps it
     * @param defaults for fields that readings lack
     */
    public CompletionStage<IntakeAnswer> accept(
            PostedBody posted, String source, BodyFormat format, ReadingDefaults defaults, AckLevel wanted) {
        return accept(posted, source, format, defaults, wanted, RejectionListener.IGNORED);
    }

    /** Takes readings of a sender that does not read the answer: {@code rejections} receives those that have to be kept elsewhere. */
    public CompletionStage<IntakeAnswer> accept(
            PostedBody posted,
            String source,
            BodyFormat format,
            ReadingDefaults defaults,
            AckLevel wanted,
            RejectionListener rejections) {
        return accept(posted, source, format, defaults, versions.forOneRequest(), wanted, rejections);
    }

    /** Takes readings whose versions the sender decides: {@code given} gives each its own. */
    public CompletionStage<IntakeAnswer> accept(
            PostedBody posted,
            String source,
            BodyFormat format,
            ReadingDefaults defaults,
            LongSupplier given,
            AckLevel wanted,
            RejectionListener rejections) {
        Instant now = clock.instant();
        ReadingBuilder reading = rules.builder(defaults, given, now, now);
        return intake.accept(new EventBody(
                SensorTable.READINGS.id(),
                rejections.from(decoder(format, reading)),
                format,
                posted,
                wanted,
                archive.recorder(SensorArchive.operation(format), source, posted.userAgent(), now, reading)));
    }

    private static EventDecoder decoder(BodyFormat format, ReadingBuilder reading) {
        return format == BodyFormat.PROTOBUF
                ? new ProtobufReadingDecoder(reading)
                : new PlainReadingDecoder(new JsonReadingDecoder(reading), reading);
    }
}
