package dev.millrace.sensor.intake;

import dev.millrace.archive.ArchivedEvent;
import dev.millrace.archive.ArchivedKind;
import dev.millrace.archive.EventMetadata;
import dev.millrace.archive.EventRecorderFactory;
import dev.millrace.clickhouse.table.EventTable;
import dev.millrace.intake.BodyFormat;
import dev.millrace.intake.EventDecoder;
import dev.millrace.intake.EventRecorder;
import dev.millrace.intake.FrameWriter;
import dev.millrace.intake.Verdict;
import dev.millrace.sensor.table.DeletionRow;
import dev.millrace.sensor.table.SensorArchiveConfig;
import dev.millrace.sensor.table.SensorTable;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Records readings and deletions for the archive, and decodes archived ones. Thread-safe. */
@Singleton
public final class SensorArchive implements ArchivedKind {
    static final String KIND = SensorTable.READINGS.name();

    private static final String JSON = "post";
    private static final String PROTOBUF = "post_protobuf";

    private static final Verdict UNKNOWN =
            Verdict.Rejected.event("was archived by another build, which kept what this one cannot read");

    private final SensorRules rules;
    private final InstantSource clock;
    private final EventRecorderFactory recorders;
    private final boolean isOn;

    SensorArchive(SensorRules rules, InstantSource clock, EventRecorderFactory recorders, SensorArchiveConfig config) {
        this.rules = rules;
        this.clock = clock;
        this.recorders = recorders;
        this.isOn = config.sensors();
    }

    /**
     * Makes the recorder of one request; returns null if readings are not archived.
     *
     * @param operation a format's, or {@link DeletionRow#OPERATION}
     * @param source how the request arrived
     * @param sender null if there is none
     */
    public @Nullable EventRecorder recorder(
            String operation, String source, @Nullable String sender, Instant receivedAt, EventMetadata metadata) {
        return isOn
                ? recorders.recorder(
                        KIND, operation, source, Objects.requireNonNullElse(sender, ""), receivedAt, metadata)
                : null;
    }

    /** Returns the archive's name for the format of a reading. */
    static String operation(BodyFormat format) {
        return format == BodyFormat.PROTOBUF ? PROTOBUF : JSON;
    }

    @Override
    public String name() {
        return KIND;
    }

    /** Deletions first, because covered readings are then stored only once. */
    @Override
    public List<EventTable> tables() {
        return List.of(SensorTable.DELETIONS, SensorTable.READINGS);
    }

    @Override
    public Verdict decode(ArchivedEvent event, Function<EventTable, FrameWriter> rows) {
        if (event.operation().equals(DeletionRow.OPERATION)) {
            return delete(event, rows.apply(SensorTable.DELETIONS));
        }
        Optional<ReadingDefaults> defaults = ReadingDefaults.parse(event.filled());
        if (defaults.isEmpty()) {
            return UNKNOWN;
        }
        ReadingBuilder reading = rules.builder(defaults.get(), event::version, clock.instant(), event.receivedAt());
        return switch (event.operation()) {
            case JSON -> decode(new JsonReadingDecoder(reading), event, rows);
            case PROTOBUF -> decode(new ProtobufReadingDecoder(reading), event, rows);
            default -> UNKNOWN;
        };
    }

    private static Verdict delete(ArchivedEvent event, FrameWriter rows) {
        Optional<DeletionRow> deletion = DeletionRow.described(event.filled(), event.version());
        deletion.ifPresent(row -> row.write(rows));
        return deletion.isPresent() ? Verdict.ACCEPTED : UNKNOWN;
    }

    private static Verdict decode(EventDecoder decoder, ArchivedEvent event, Function<EventTable, FrameWriter> rows) {
        return decoder.decode(event.text(), 0, event.text().length, rows.apply(SensorTable.READINGS));
    }
}
