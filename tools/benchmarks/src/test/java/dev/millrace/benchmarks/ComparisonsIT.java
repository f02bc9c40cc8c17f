package dev.millrace.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.benchmarks.load.Wrk;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every comparison with almost nothing to do: that it runs, and that what was acknowledged is there, which the exit code says. It measures
 * nothing here. Without wrk it is skipped, aloud.
 */
@Timeout(300)
class ComparisonsIT {
    @TempDir
    Path directory;

    private final StringWriter err = new StringWriter();

    @BeforeAll
    static void thereIsALoadGenerator() throws InterruptedException {
        try {
            Wrk.version();
        } catch (IOException none) {
            System.err.println("ComparisonsIT IS SKIPPED. " + none.getMessage());
            Assumptions.abort(none.getMessage());
        }
    }

    @Test
    void singleEventsThatWereAcknowledgedAreThere() throws Exception {
        JsonNode tables = run(
                "single", "--connections", "8", "--only", "Netty, nio|controller, nio|Millrace|async_insert waiting");

        assertThat(measured(tables, "single: 8 connections"))
                .containsExactly(
                        "bare Netty, nio",
                        "durable Netty, nio",
                        "smallest controller, nio",
                        "Millrace, memory",
                        "Millrace, disk",
                        "Millrace, stored",
                        "ClickHouse, JSONEachRow, async_insert waiting");
    }

    @Test
    void batchesOfEveryFormAreThere() throws Exception {
        JsonNode tables =
                run("batches-stored", "batches-disk", "--batch-sizes", "100", "--only", "ClickHouse|stored|gzip");

        assertThat(measured(tables, "batches-stored: 100 events, 16 connections"))
                .contains("ClickHouse, Native", "ClickHouse, RowBinary", "Millrace, stored, JSON array")
                .hasSize(9);
        assertThat(measured(tables, "batches-disk: 100 events, 16 connections"))
                .containsExactly("Millrace, disk, NDJSON, gzip");
    }

    @Test
    void readingsOfEveryFormAreThere() throws Exception {
        JsonNode tables =
                run("sensors-single", "sensors-disk", "sensors-stored", "--connections", "8", "--batch-sizes", "100");

        assertThat(measured(tables, "sensors-single: 8 connections"))
                .containsExactly("bare Netty, epoll", "Millrace, memory", "Millrace, disk", "Millrace, stored");
        assertThat(measured(tables, "sensors-disk: 100 events, 16 connections"))
                .containsExactly("Millrace, disk, NDJSON", "Millrace, disk, JSON array", "Millrace, disk, protobuf");
        assertThat(measured(tables, "sensors-stored: 100 events, 16 connections"))
                .containsExactly(
                        "ClickHouse, Native",
                        "ClickHouse, JSONEachRow",
                        "Millrace, stored, NDJSON",
                        "Millrace, stored, protobuf",
                        "Millrace, disk, NDJSON");
    }

    @Test
    void eventsThatWentThroughBrokersAreThere() throws Exception {
        JsonNode tables =
                run("kafka-single", "kafka-batches", "--connections", "8", "--batch-sizes", "100", "--only", "Kafka");

        assertThat(measured(tables, "kafka-single: 8 connections"))
                .containsExactly(
                        "plain KafkaProducer", "Millrace, disk, with Kafka", "Millrace, replicated, with Kafka");
        assertThat(measured(tables, "kafka-batches: 100 events, 16 connections"))
                .containsExactly(
                        "plain KafkaProducer",
                        "Millrace, disk, NDJSON, with Kafka",
                        "Millrace, replicated, NDJSON, with Kafka");
    }

    @Test
    void readingsByMqttAreThere() throws Exception {
        JsonNode tables = run("sensors-mqtt", "--only", "protobuf");

        assertThat(measured(tables, "sensors-mqtt: 100 readings in a message"))
                .containsExactly("bare subscriber, protobuf", "Millrace, protobuf");
    }

    @Test
    void whatWaitedInTheBufferIsThereAndReportsStayAsTheyAre() throws Exception {
        JsonNode tables = run("recovery", "reports-beside-ingest", "--recovery-events", "20k", "--report-rows", "30k");

        assertThat(table(tables, "recovery").get("rows").get(0).get(1).asDouble())
                .isGreaterThanOrEqualTo(20_000);
        assertThat(table(tables, "reports-beside-ingest, all hours from raw rows")
                        .get("rows"))
                .hasSize(3);
    }

    @Test
    void startsAreTimed() throws Exception {
        JsonNode starts = table(run("start"), "start").get("rows");

        assertThat(starts)
                .hasSize(4)
                .allSatisfy(row -> assertThat(row.get(2).asDouble()).isPositive());
    }

    /** Runs comparisons, which have to find nothing wrong. */
    private JsonNode run(String... words) throws IOException {
        Path json = directory.resolve("result.json");
        List<String> arguments = new ArrayList<>(List.of(words));
        arguments.addAll(List.of("--repetitions", "1", "--seconds", "1", "--warm-up", "0"));
        arguments.addAll(List.of("--work-dir", directory.toString(), "--json", json.toString()));
        int code = Benchmarks.commandLine()
                .setOut(new PrintWriter(new StringWriter(), true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments.toArray(String[]::new));
        assertThat(code).as(err.toString()).isZero();
        return new ObjectMapper().readTree(Files.readString(json));
    }

    /** Who was measured, in order. */
    private static List<String> measured(JsonNode tables, String title) {
        List<String> names = new ArrayList<>();
        for (JsonNode row : table(tables, title).get("rows")) {
            assertThat(row.get(1).asLong()).as("events/s of " + row.get(0)).isPositive();
            names.add(row.get(0).asText());
        }
        return names;
    }

    private static JsonNode table(JsonNode tables, String title) {
        for (JsonNode table : tables) {
            if (table.get("title").asText().equals(title)) {
                return table;
            }
        }
        throw new AssertionError("there is no table '%s'".formatted(title));
    }
}
