package dev.millrace.health;

import dev.millrace.buffer.BufferState;
import dev.millrace.buffer.EventBuffer;
import dev.millrace.clickhouse.Schema;
import dev.millrace.clickhouse.SchemaState;
import dev.millrace.deadletter.DeadLetters;
import dev.millrace.drain.Drain;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.sql.DataSource;

/** Whether events can be taken and reports answered. Asks ClickHouse each time, as a report would. Thread-safe; blocks. */
@Singleton
public final class Readiness {
    private final EventBuffer buffer;
    private final Drain drain;
    private final DeadLetters deadLetters;
    private final Schema schema;
    private final DataSource reports;
    private final Collection<Remark> remarks;

    Readiness(
            EventBuffer buffer,
            Drain drain,
            DeadLetters deadLetters,
            Schema schema,
            DataSource reports,
            Collection<Remark> remarks) {
        this.buffer = buffer;
        this.drain = drain;
        this.deadLetters = deadLetters;
        this.schema = schema;
        this.reports = reports;
        this.remarks = remarks;
    }

    /** Why ClickHouse cannot take rows and answer reports; empty if it can. */
    public Optional<String> clickHouseProblem() {
        return schemaProblem().or(this::reportProblem);
    }

    /** What stands in the way of being ready, by part; empty if nothing does. */
    Map<String, String> problems() {
        Map<String, String> problems = new TreeMap<>();
        bufferProblem().ifPresent(problem -> problems.put("buffer", problem));
        if (!drain.isRunning()) {
            problems.put("drain", "The drain does not run: what is taken now is stored after the next start.");
        }
        deadLetters.problem().ifPresent(problem -> problems.put("dead_letters", problem));
        clickHouseProblem().ifPresent(problem -> problems.put("clickhouse", problem));
        return problems;
    }

    Health check() {
        return Health.of(problems(), remarks());
    }

    private Map<String, String> remarks() {
        Map<String, String> texts = new TreeMap<>();
        remarks.forEach(remark -> remark.text().ifPresent(text -> texts.put(remark.part(), text)));
        return texts;
    }

    private Optional<String> bufferProblem() {
        BufferState state = buffer.state();
        if (state.failure() != null) {
            return Optional.of(state.failure());
        }
        return state.pendingBytes() < state.maxBytes()
                ? Optional.empty()
                : Optional.of("The buffer is full: %d bytes wait for ClickHouse.".formatted(state.pendingBytes()));
    }

    private Optional<String> schemaProblem() {
        return switch (schema.state()) {
            case SchemaState.Ready _ -> Optional.empty();
            case SchemaState.NotYet notYet -> Optional.of(notYet.reason());
            case SchemaState.Conflict conflict -> Optional.of(conflict.reason());
        };
    }

    private Optional<String> reportProblem() {
        try (Connection connection = reports.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT 1");
            return Optional.empty();
        } catch (SQLException e) {
            return Optional.of("ClickHouse does not answer reports: " + e.getMessage());
        }
    }
}
