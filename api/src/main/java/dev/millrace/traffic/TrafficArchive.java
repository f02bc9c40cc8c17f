package dev.millrace.traffic;

import dev.millrace.archive.ArchivedEvent;
import dev.millrace.archive.ArchivedKind;
import dev.millrace.clickhouse.EventTable;
import dev.millrace.intake.FrameWriter;
import dev.millrace.intake.Verdict;
import dev.millrace.traffic.table.TrafficTable;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.List;
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

    TrafficArchive(TrafficRules rules, InstantSource clock) {
        this.rules = rules;
        this.clock = clock;
    }

    @Override
    public String name() {
        return KIND;
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
        new ViewDeletion(requestId.getAsLong(), event::version).accept(rows);
        return Verdict.ACCEPTED;
    }
}
