package dev.millrace.health;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.millrace.clickhouse.Query;
import dev.millrace.clickhouse.ReportQueries;
import dev.millrace.clickhouse.schema.PreflightCheck;
import dev.millrace.clickhouse.schema.Schema;
import dev.millrace.clickhouse.schema.SchemaState;
import dev.millrace.clickhouse.shard.Shard;
import dev.millrace.clickhouse.shard.ShardAddress;
import dev.millrace.log.LimitedLog;
import io.micronaut.context.annotation.EachBean;
import io.micronaut.context.annotation.Parameter;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.event.Level;

/** Checks whether one shard takes rows and answers reports. Asks it each time, as a report would. Thread-safe; blocks. */
@EachBean(Shard.class)
final class ShardHealth {
    private static final LimitedLog faults = new LimitedLog(ShardHealth.class);
    private static final long LOOK_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final ShardAddress address;
    private final Schema schema;
    private final ReportQueries reports;
    private final PreflightCheck preflight;
    private final ReentrantLock lock = new ReentrantLock();

    /** The time of the last preflight check. The tables were found to be ready just before this object was made. */
    @GuardedBy("lock")
    private long lookedAtNanos = System.nanoTime();

    @GuardedBy("lock")
    private Optional<String> lastProblem = Optional.empty();

    ShardHealth(
            @Parameter ShardAddress address,
            @Parameter Schema schema,
            @Parameter ReportQueries reports,
            @Parameter PreflightCheck preflight) {
        this.address = address;
        this.schema = schema;
        this.reports = reports;
        this.preflight = preflight;
    }

    /** Returns the problem in a sentence; empty if there is none. */
    Optional<String> problem() {
        return switch (schema.state()) {
            case SchemaState.Ready _ -> reportProblem().or(this::preflightProblem);
            case SchemaState.NotYet notYet -> Optional.of(notYet.reason());
            case SchemaState.Conflict conflict -> Optional.of(conflict.reason());
        };
    }

    /** Runs the preflight check now and then: it takes a dozen statements, and its result seldom changes. */
    private Optional<String> preflightProblem() {
        lock.lock();
        try {
            long now = System.nanoTime();
            if (now - lookedAtNanos > LOOK_INTERVAL_NANOS) {
                lastProblem = preflight.problem();
                lookedAtNanos = now;
            }
            return lastProblem;
        } catch (IOException e) {
            return away("does not say how it is set up", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    private Optional<String> reportProblem() {
        try {
            reports.read(Query.of("SELECT 1"), _ -> {});
            return Optional.empty();
        } catch (SQLException | IOException e) {
            return away("does not answer reports", e);
        }
    }

    /** Makes a sentence for everybody. The cause may have statements and paths, so only the log has it. */
    private Optional<String> away(String what, Exception cause) {
        String sentence = "%s %s".formatted(address.describe(), what);
        faults.at(Level.WARN, sentence + ": " + LimitedLog.kindOf(cause)).log("{}: {}", sentence, cause.toString());
        return Optional.of(sentence + "; the log says why.");
    }
}
