package dev.millrace.archive;

import dev.millrace.intake.EventRecorder;
import dev.millrace.intake.IntakeConfig;
import dev.millrace.intake.VersionClock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.time.Instant;

/** Where the kinds of events get what keeps their requests. Thread-safe. */
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
     * What keeps the events of one request.
     *
     * @param kind see {@link ArchivedKind#name}
     * @param operation see {@link ArchivedEvent#operation}
     * @param source how the request came: one of few words, such as its route
     * @param sender what the rules look at beside the text; only the beginning is kept if it is long
     * @param metadata asked for each event, after it was decoded
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
