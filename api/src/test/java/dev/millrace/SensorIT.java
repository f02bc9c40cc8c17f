package dev.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import dev.millrace.sensor.v1.Reading;
import dev.millrace.sensor.v1.Readings;
import dev.millrace.testing.TestClickHouse;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Readings over HTTP, until they are rows. */
class SensorIT {
    private static final String PATH = "/api/sensors/readings?ack=stored";
    private static final String JSON = "application/json";
    private static final String PROTOBUF = "application/x-protobuf";
    private static final AtomicInteger NEXT = new AtomicInteger();

    @TempDir
    static Path dataDir;

    private static TestClickHouse clickHouse;
    private static TestService service;

    private final String sensor = "SensorIT-%s-%s".formatted(System.nanoTime(), NEXT.incrementAndGet());

    @BeforeAll
    static void startService() throws Exception {
        clickHouse = TestClickHouse.shared();
        service = TestService.start(dataDir, clickHouse, Map.of());
        service.awaitReady();
    }

    @AfterAll
    static void stopService() {
        service.close();
    }

    private String rows() throws Exception {
        return clickHouse.query(
                "SELECT toString(ts), value, facility, unit, attributes FROM millrace.sensor_reading FINAL WHERE sensor_id = '%s' ORDER BY ts"
                        .formatted(sensor));
    }

    private String json(String ts, double value) {
        return "{\"sensor_id\":\"%s\",\"ts\":\"%s\",\"value\":%s,\"facility\":\"F1\",\"attributes\":{\"line\":7}}"
                .formatted(sensor, ts, value);
    }

    @Test
    void oneReadingIsARow() throws Exception {
        HttpResponse<String> answer = service.post(PATH, JSON, json("2014-02-19T15:25:00Z", 96.90386085));
        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(answer.body()).isEqualTo("{\"accepted\":1,\"filtered\":0,\"rejected\":[]}");
        assertThat(rows()).isEqualTo("2014-02-19 15:25:00.000\t96.90386085\tF1\t\t{\"line\":7}");
        assertThat(clickHouse.query(
                        "SELECT count() FROM millrace.facility_sensor FINAL WHERE facility = 'F1' AND sensor_id = '%s'"
                                .formatted(sensor)))
                .isEqualTo("1");
    }

    @Test
    void theHighestVersionOfAReadingWins() throws Exception {
        service.post(PATH, JSON, json("2014-02-19T15:25:00Z", 1));
        service.post(PATH, JSON, "[%s,%s]".formatted(json("2014-02-19T15:25:00Z", 2), json("2014-02-19T15:25:00Z", 3)));
        assertThat(rows()).startsWith("2014-02-19 15:25:00.000\t3\t").hasLineCount(1);
    }

    @Test
    void aBadReadingCostsItsNeighboursNothing() throws Exception {
        String body = json("2014-02-19T15:25:00Z", 1) + "\n{\"sensor_id\":\"x\"}\nno json\n"
                + json("2014-02-19T15:25:01Z", 2);
        HttpResponse<String> answer = service.post(PATH, "application/x-ndjson", body);
        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(answer.body())
                .contains("\"accepted\":2", "{\"index\":1,\"field\":\"ts\",\"error\":\"is missing\"}", "\"index\":2");
        assertThat(rows()).hasLineCount(2);
    }

    @Test
    void hundredsOfSensorsComeInOneMessageOfANewerSender() throws Exception {
        UnknownFieldSet newer = UnknownFieldSet.newBuilder()
                .addField(
                        99,
                        UnknownFieldSet.Field.newBuilder()
                                .addLengthDelimited(ByteString.copyFromUtf8("new"))
                                .build())
                .build();
        Readings.Builder readings = Readings.newBuilder().setUnknownFields(newer);
        for (int i = 0; i < 500; i++) {
            readings.addReadings(Reading.newBuilder()
                    .setSensorId(i == 0 ? sensor : sensor + "-" + i)
                    .setTsMillis(1_392_823_500_000L)
                    .setValue(i)
                    .setUnit("C")
                    .setUnknownFields(newer));
        }
        // What is wrong with one of them costs the others nothing here, either.
        readings.addReadings(Reading.newBuilder().setSensorId("x"));
        HttpResponse<String> answer =
                service.post(PATH, PROTOBUF, readings.build().toByteArray());
        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(answer.body())
                .contains("\"accepted\":500", "{\"index\":500,\"field\":\"ts\",\"error\":\"is missing\"}");
        assertThat(rows()).isEqualTo("2014-02-19 15:25:00.000\t0\t\tC");
    }

    @Test
    void aMessageThatIsCutOffKeepsWhatCameBefore() throws Exception {
        Reading reading = Reading.newBuilder()
                .setSensorId(sensor)
                .setTsMillis(1_392_823_500_000L)
                .setValue(1)
                .build();
        byte[] whole = Readings.newBuilder()
                .addReadings(reading)
                .addReadings(reading.toBuilder().setTsMillis(1_392_823_501_000L))
                .build()
                .toByteArray();
        HttpResponse<String> answer = service.post(PATH, PROTOBUF, Arrays.copyOf(whole, whole.length - 3));
        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(answer.body()).contains("\"accepted\":1", "\"field\":\"event\",\"error\":\"the rest is no protobuf");
        assertThat(rows()).hasLineCount(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/octet-stream"})
    void anotherTypeIsRefused(String type) throws Exception {
        assertThat(service.post(PATH, type, json("2014-02-19T15:25:00Z", 1)).statusCode())
                .isEqualTo(415);
    }

    @Test
    void nothingAcceptedIs422() throws Exception {
        HttpResponse<String> answer = service.post(PATH, JSON, "{\"sensor_id\":\"s\",\"ts\":1,\"value\":1e999}");
        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.body()).contains("{\"index\":0,\"field\":\"value\",\"error\":\"must be a finite number\"}");
    }
}
