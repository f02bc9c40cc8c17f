package dev.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testing.TestClickHouse;
import dev.millrace.testing.TestCluster;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A node that would not be able to keep its promises says so, and does not become ready. */
@Timeout(180)
class PreflightCheckIT {
    @TempDir
    Path directory;

    private final Map<String, Object> settings = new HashMap<>();

    @Test
    void aUserWithoutTheSettingsThatAcknowledgementsRelyOnIsNotUsed() throws Exception {
        try (TestClickHouse clickHouse = TestClickHouse.in(directory.resolve("clickhouse"))) {
            settings.put("millrace.clickhouse.ingest-user", "admin");
            settings.put("millrace.clickhouse.ingest-password", password(clickHouse, "admin"));
            try (TestService service = TestService.start(directory.resolve("data"), clickHouse, settings)) {
                awaitProblem(service, "for the user admin, where Millrace relies on ", "clickhouse/server/users.xml");
                service.postView(1, 1, TestService.anHourAgo(), "/", "?ack=disk");
                assertThat(clickHouse.query("SELECT count() FROM millrace.traffic"))
                        .as("what is acknowledged waits in the buffer")
                        .isEqualTo("0");
            }
        }
    }

    @Test
    void aShardThatIsAnotherOneThanItsUserSaysIsNotWrittenTo() throws Exception {
        try (TestCluster cluster = TestCluster.in(directory.resolve("cluster"))) {
            TestService good = TestService.startAt(directory.resolve("data"), cluster.url(), cluster.properties());
            good.awaitReady();
            good.close();

            settings.putAll(cluster.properties());
            settings.put("millrace.clickhouse.report-user", "report-1");
            try (TestService wrong = TestService.startAt(directory.resolve("data"), cluster.url(), settings)) {
                awaitRemark(wrong, "says as the user report-1 that it is shard 1 of 2 and not 2 of 2");
            }

            settings.put("millrace.clickhouse.shards", 1);
            for (String role : new String[] {"ingest", "report", "rollup", "admin"}) {
                settings.put("millrace.clickhouse.%s-user".formatted(role), role + "-1");
            }
            try (TestService fewer = TestService.startAt(directory.resolve("data"), cluster.url(), settings)) {
                awaitProblem(fewer, "it is shard 1 of 2 and not 1 of 1", "MILLRACE_CLICKHOUSE_SHARDS");
            }
        }
    }

    @Test
    void aColumnThatIsGoneIsNamed() throws Exception {
        try (TestClickHouse clickHouse = TestClickHouse.in(directory.resolve("clickhouse"))) {
            TestService good = TestService.start(directory.resolve("data"), clickHouse, settings);
            good.awaitReady();
            good.close();
            clickHouse.query("ALTER TABLE millrace.sensor_reading DROP COLUMN quality");
            try (TestService service = TestService.start(directory.resolve("data"), clickHouse, settings)) {
                awaitProblem(service, "lacks the columns sensor_reading.quality");
            }
        }
    }

    private static String password(TestClickHouse clickHouse, String role) {
        return Objects.toString(clickHouse.properties().get("millrace.clickhouse.%s-password".formatted(role)));
    }

    private static void awaitProblem(TestService service, String... words) throws Exception {
        awaitReadiness(service, 503, words);
    }

    /** Not before the other shard was looked at, too: until then it is not known whether any works. */
    private static void awaitRemark(TestService service, String... words) throws Exception {
        awaitReadiness(service, 200, words);
    }

    private static void awaitReadiness(TestService service, int status, String... words) throws Exception {
        HttpResponse<String> readiness = service.get("/health/readiness");
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(40);
        while (readiness.statusCode() != status || !Stream.of(words).allMatch(readiness.body()::contains)) {
            assertThat(System.nanoTime())
                    .as("%s %s", readiness.statusCode(), readiness.body())
                    .isLessThan(until);
            Thread.sleep(50);
            readiness = service.get("/health/readiness");
        }
    }
}
