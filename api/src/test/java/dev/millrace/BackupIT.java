package dev.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testing.TestClickHouse;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What docs/operations.md says of backups: a database that is restored reports what was in the backup, and goes on. */
@Timeout(120)
class BackupIT {
    @TempDir
    Path directory;

    private final long user = TestService.newUser();
    private final Instant sealed = Instant.now().minus(9, ChronoUnit.HOURS).truncatedTo(ChronoUnit.MILLIS);
    private TestClickHouse clickHouse;
    private TestService service;

    @BeforeEach
    void start() throws Exception {
        clickHouse = TestClickHouse.in(directory.resolve("clickhouse"));
        startService();
    }

    private void startService() throws Exception {
        service = TestService.start(
                directory.resolve("data"),
                clickHouse,
                Map.of("millrace.rollup.interval", "100ms", "millrace.rollup.max-busy-percent", 100));
        service.awaitReady();
    }

    @AfterEach
    void stop() {
        service.close();
        clickHouse.close();
    }

    @Test
    void aDatabaseThatIsRestoredReportsWhatWasBackedUpWhatCameSinceAndNothingElse() throws Exception {
        service.postView(1, user, sealed, "/sealed", "?ack=stored");
        service.postView(2, user, TestService.anHourAgo(), "/open", "?ack=stored");
        awaitSeal();
        clickHouse.query("BACKUP DATABASE millrace TO File('before')");
        String before = service.daily(user);
        assertThat(before).isEqualTo("{\"/open\":1,\"/sealed\":1}");
        service.postView(3, user, TestService.anHourAgo(), "/lost", "?ack=stored");
        service.close();

        clickHouse.query("DROP DATABASE millrace SYNC");
        clickHouse.query("RESTORE DATABASE millrace FROM File('before')");
        startService();
        assertThat(service.daily(user)).isEqualTo(before);
        // Late: the view that marks hours is there again, too.
        service.postView(4, user, sealed, "/late", "?ack=stored");
        assertThat(service.daily(user)).isEqualTo("{\"/late\":1,\"/open\":1,\"/sealed\":1}");
    }

    private void awaitSeal() throws Exception {
        for (int i = 0; i < 1000 && isUnsealed(); i++) {
            Thread.sleep(50);
        }
        assertThat(isUnsealed()).isFalse();
    }

    private boolean isUnsealed() throws Exception {
        return clickHouse
                .query("SELECT count() FROM millrace.traffic_hour FINAL WHERE is_seal = 1")
                .equals("0");
    }
}
