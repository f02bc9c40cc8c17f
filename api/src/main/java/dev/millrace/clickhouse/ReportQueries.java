package dev.millrace.clickhouse;

import dev.millrace.clickhouse.shard.Role;
import dev.millrace.clickhouse.shard.Shard;
import io.micronaut.context.annotation.EachBean;
import io.micronaut.context.annotation.Parameter;
import jakarta.annotation.PreDestroy;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Executes queries of the database user for reports and reads their answers row by row, as RowBinary: ten times as fast as over JDBC where
 * rows have arrays and maps. Thread-safe; blocks.
 */
@EachBean(Shard.class)
public final class ReportQueries {
    private final ClickHouseHttp http;
    private final ReportConfig limits;
    private final Semaphore free;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("report-timeouts").daemon().factory());

    ReportQueries(@Parameter ClickHouseHttp http, ReportConfig limits) {
        this.http = http;
        this.limits = limits;
        this.free = new Semaphore(limits.maxConnections(), true);
    }

    /**
     * Begins to read an answer. Of what a client sent, only numbers and hexadecimal digits may be in the text.
     *
     * @param query without a format
     * @throws SQLException if ClickHouse refuses it, does not answer, or has too many queries already
     */
    public RowReader open(String query) throws SQLException {
        awaitFree();
        AtomicBoolean isOpen = new AtomicBoolean(true);
        Runnable release = () -> {
            if (isOpen.getAndSet(false)) {
                free.release();
            }
        };
        try {
            HttpResponse<InputStream> answer = http.open(Role.REPORT, query + " FORMAT RowBinary", limits.timeout());
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
