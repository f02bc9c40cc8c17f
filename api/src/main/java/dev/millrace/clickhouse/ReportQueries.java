package dev.millrace.clickhouse;

import dev.millrace.clickhouse.shard.Role;
import dev.millrace.clickhouse.shard.Shard;
import io.micronaut.context.annotation.EachBean;
import io.micronaut.context.annotation.Parameter;
import jakarta.annotation.PreDestroy;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;

/**
 * Executes the queries of reports and look-ups, as the database user for reports, each with a deadline. Answers that may have many rows, or
 * arrays and maps, are read as RowBinary with {@link #open}, which is up to ten times as fast; answers of few rows with {@link #read} over
 * JDBC, whose pool keeps connections. Thread-safe; blocks.
 */
@EachBean(Shard.class)
public final class ReportQueries {
    private final ClickHouseHttp http;
    private final DataSource pool;
    private final ReportConfig limits;
    private final Semaphore free;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("report-timeouts").daemon().factory());

    ReportQueries(@Parameter ClickHouseHttp http, @Parameter DataSource pool, ReportConfig limits) {
        this.http = http;
        this.pool = pool;
        this.limits = limits;
        this.free = new Semaphore(limits.maxConnections(), true);
    }

    /** Takes a row of an answer. */
    @FunctionalInterface
    public interface RowVisitor {
        /** Reads the columns of the current row. */
        void visit(ResultSet row) throws SQLException, IOException;
    }

    /**
     * Reads an answer of few rows, to its end.
     *
     * @throws SQLException if ClickHouse refuses the query, with its error code, does not answer, or has too many queries already
     */
    public void read(Query query, RowVisitor visitor) throws SQLException, IOException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query.sql())) {
            while (rows.next()) {
                visitor.visit(rows);
            }
        }
    }

    /**
     * Begins to read an answer of any number of rows.
     *
     * @param query without a format
     * @throws SQLException if ClickHouse refuses it, does not answer, or has too many queries already
     */
    public RowReader open(Query query) throws SQLException {
        awaitFree();
        AtomicBoolean isOpen = new AtomicBoolean(true);
        Runnable release = () -> {
            if (isOpen.getAndSet(false)) {
                free.release();
            }
        };
        try {
            HttpResponse<InputStream> answer =
                    http.open(Role.REPORT, query.sql() + " FORMAT RowBinary", limits.timeout());
            // Closing it makes a read that waits fail.
            Future<?> timer = clock.schedule(
                    () -> closeQuietly(answer.body()), limits.timeout().toMillis(), TimeUnit.MILLISECONDS);
            return new RowReader(answer.body(), () -> {
                timer.cancel(false);
                release.run();
            });
        } catch (IOException e) {
            release.run();
            throw new SQLException(e.getMessage(), e);
        } catch (InterruptedException e) {
            release.run();
            Thread.currentThread().interrupt();
            throw new SQLException("interrupted", e);
        } catch (RuntimeException | Error e) {
            release.run();
            throw e;
        }
    }

    private static void closeQuietly(InputStream body) {
        try {
            body.close();
        } catch (IOException e) {
            // It is given up in any case.
        }
    }

    private void awaitFree() throws SQLException {
        try {
            if (!free.tryAcquire(limits.maxWait().toNanos(), TimeUnit.NANOSECONDS)) {
                throw new SQLTransientConnectionException(
                        "%s reports are being read already".formatted(limits.maxConnections()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLException("interrupted", e);
        }
    }

    /** Aborts all queries. */
    @PreDestroy
    public void close() {
        clock.shutdownNow();
    }
}
