package dev.millrace.archive;

import dev.millrace.intake.EventRecorder;
import dev.millrace.intake.IntakeConfig;
import dev.millrace.intake.VersionClock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.time.Instant;

/** Makes the recorders that archive the events of a request. Thread-safe. */
@Singleton
public final class EventRecorderFactory {
    private final IntakeConfig intake;
    private final VersionClock versions;
    private final Counter events;

    EventRecorderFactory(IntakeConfig intake, VersionClock versions, MeterRegistry registry) {
        this.intake = intake;
        this.versions = versions;
        this.events = Counter.builder("millrace.intake.archived.events")
                .description(
                        "Events that were taken into the buffer as they came, beside the rows that were made of them")
                .register(registry);
    }

    /**
     * Makes the recorder of one request.
     *
     * @param kind see {@link ArchivedKind#name}
     * @param operation see {@link ArchivedEvent#operation}
     * @param source how the request arrived: one of a few words, such as its route
     * @param sender what the rules use besides the text; only its beginning is kept if it is long
     * @param metadata read for each event, after it was decoded
     */
    public EventRecorder recorder(
            String kind, String operation, String source, String sender, Instant receivedAt, EventMetadata metadata) {
        return new ArchiveRecorder(
                new ArchiveRecorder.Origin(kind, operation, source, sender, receivedAt.toEpochMilli()),
                metadata,
                versions,
                intake.maxEventBytes(),
                events);
    }
}
