package dev.millrace.traffic.intake;

import dev.millrace.archive.ArchivedEvent;
import dev.millrace.archive.ArchivedKind;
import dev.millrace.archive.EventMetadata;
import dev.millrace.archive.EventRecorderFactory;
import dev.millrace.clickhouse.table.EventTable;
import dev.millrace.intake.EventRecorder;
import dev.millrace.intake.FrameWriter;
import dev.millrace.intake.Verdict;
import dev.millrace.traffic.table.TrafficArchiveConfig;
import dev.millrace.traffic.table.TrafficTable;
import dev.millrace.traffic.table.ViewRow;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Records page views, updates and deletions for the archive, and decodes archived ones. Thread-safe. */
@Singleton
final class TrafficArchive implements ArchivedKind {
    static final String KIND = TrafficTable.VIEWS.name();
    static final String POST = "post";
    static final String PUT = "put";
    static final String DELETE = "delete";

    private static final Verdict UNKNOWN =
            Verdict.Rejected.event("was archived by another build, which filled in what this one cannot read");

    private final TrafficRules rules;
    private final InstantSource clock;
    private final EventRecorderFactory recorders;
    private final boolean isOn;

    TrafficArchive(
            TrafficRules rules, InstantSource clock, EventRecorderFactory recorders, TrafficArchiveConfig config) {
        this.rules = rules;
        this.clock = clock;
        this.recorders = recorders;
        this.isOn = config.traffic();
    }

    /** Returns true if page views are archived. */
    boolean isOn() {
        return isOn;
    }

    /**
     * Makes the recorder of one request; returns null if page views are not archived.
     *
     * @param userAgent of the sender; null if it makes no difference
     */
    @Nullable
    EventRecorder recorder(
            String operation, String source, @Nullable String userAgent, Instant receivedAt, EventMetadata metadata) {
        return isOn
                ? recorders.recorder(
                        KIND, operation, source, Objects.requireNonNullElse(userAgent, ""), receivedAt, metadata)
                : null;
    }

    @Override
    public String name() {
        return KIND;
    }

    @Override
    public boolean isUsual() {
        return true;
    }

    /** Edits first: a view that was posted again after an edit must find the edit, even if all tables were lost. */
    @Override
    public List<EventTable> tables() {
        return List.of(TrafficTable.EDITS, TrafficTable.VIEWS);
    }

    @Override
    public Verdict decode(ArchivedEvent event, Function<EventTable, FrameWriter> rows) {
        Optional<ViewDefaults> defaults = ViewDefaults.parse(event.filled());
        if (defaults.isEmpty()) {
            return UNKNOWN;
        }
        return switch (event.operation()) {
            case POST -> decode(event, defaults.get(), event.sender(), rows.apply(TrafficTable.VIEWS));
            case PUT -> decode(event, defaults.get(), null, rows.apply(TrafficTable.EDITS));
            case DELETE -> delete(event, defaults.get().missingRequestId(), rows.apply(TrafficTable.EDITS));
            default -> UNKNOWN;
        };
    }

    private Verdict decode(ArchivedEvent event, ViewDefaults defaults, @Nullable String userAgent, FrameWriter rows) {
        return rules.decoder(defaults, event::version, clock.instant(), event.receivedAt(), userAgent)
                .decode(event.text(), 0, event.text().length, rows);
    }

    private static Verdict delete(ArchivedEvent event, OptionalLong requestId, FrameWriter rows) {
        if (requestId.isEmpty()) {
            return UNKNOWN;
        }
        ViewRow.deletion(requestId.getAsLong(), event.version()).write(rows);
        return Verdict.ACCEPTED;
    }
}
