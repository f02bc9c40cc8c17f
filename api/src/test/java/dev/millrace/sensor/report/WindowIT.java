package dev.millrace.sensor.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.TestService;
import dev.millrace.rollup.RollupJob;
import dev.millrace.rollup.RollupScheduler;
import dev.millrace.testing.TestClickHouse;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Windows and readings as they are asked for over HTTP; the job that seals hours runs when the test says so. */
class WindowIT {
    private static final Instant START = Instant.parse("2020-03-01T21:00:00Z");
    private static final Pattern WINDOW = Pattern.compile("\\{\"sensor_id\"[^}]*}");
    private static final Pattern VALUE = Pattern.compile("\"value\":([^,}]*)");
    private static final Pattern NEXT = Pattern.compile("\"next\":\"([^\"]*)\"}$");
    private static final AtomicLong NEXT_SENSOR = new AtomicLong(1);

    @TempDir
    static Path directory;

    private static TestClickHouse clickHouse;
    private static TestService service;
    private static RollupJob job;

    private final String sensor = "F1/E ü/" + NEXT_SENSOR.getAndIncrement();

    @BeforeAll
    static void start() throws Exception {
        clickHouse = TestClickHouse.in(directory.resolve("clickhouse"));
        service = TestService.start(
                directory.resolve("data"),
                clickHouse,
                Map.of("millrace.rollup.interval", "1h", "millrace.rollup.max-busy-percent", "100"));
        service.awaitReady();
        job = service.bean(RollupScheduler.class).job("sensor_reading").orElseThrow();
    }

    @AfterAll
    static void stop() {
        service.close();
        clickHouse.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aWindowSaysAllThatItIsToSay(boolean isSealed) throws Exception {
        post(reading(0, 3), reading(59_999, -1.5), reading(60_000, 0.1), reading(3_599_999, 8), reading(86_400_000, 1));
        sealIf(isSealed);
        assertThat(get("/1m?from=" + START + "&to=" + START.plusSeconds(60)))
                .isEqualTo(
                        "{\"windows\":[{\"sensor_id\":\"" + sensor
                                + "\",\"start\":\"2020-03-01T21:00:00Z\",\"count\":2,\"min\":-1.5,\"max\":3.0,\"avg\":0.75,\"sum\":1.5,\"first\":3.0,\"last\":-1.5}]}");
        assertThat(get("/1h?from=" + START + "&to=" + START.plusSeconds(86_400)))
                .isEqualTo(
                        "{\"windows\":[{\"sensor_id\":\"" + sensor
                                + "\",\"start\":\"2020-03-01T21:00:00Z\",\"count\":4,\"min\":-1.5,\"max\":8.0,\"avg\":2.4,\"sum\":9.6,\"first\":3.0,\"last\":8.0}]}");
        assertThat(get("/1d?from=2020-03-01T23:59:59Z&to=2020-03-02T00:00:00.001Z"))
                .isEqualTo(
                        "{\"windows\":[{\"sensor_id\":\"" + sensor
                                + "\",\"start\":\"2020-03-01T00:00:00Z\",\"count\":4,\"min\":-1.5,\"max\":8.0,\"avg\":2.4,\"sum\":9.6,\"first\":3.0,\"last\":8.0},{\"sensor_id\":\""
                                + sensor
                                + "\",\"start\":\"2020-03-02T00:00:00Z\",\"count\":1,\"min\":1.0,\"max\":1.0,\"avg\":1.0,\"sum\":1.0,\"first\":1.0,\"last\":1.0}]}");
        assertThat(get("/all"))
                .isEqualTo(
                        "{\"windows\":[{\"sensor_id\":\"" + sensor
                                + "\",\"start\":\"2020-03-01T21:00:00Z\",\"last_at\":\"2020-03-02T21:00:00Z\",\"count\":5,\"min\":-1.5,\"max\":8.0,\"avg\":2.12,\"sum\":10.6,\"first\":3.0,\"last\":1.0}]}");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void windowsEqualAnIndependentComputationWhileHoursAreSealedAndChanged(long seed) throws Exception {
        Random random = new Random(seed);
        Model model = new Model();
        List<String> sensors = List.of(sensor + "/a", sensor + "/b", sensor + "/c");
        for (int step = 0; step < 6; step++) {
            List<Model.Reading> some = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                some.add(Model.random(random, sensors, START));
            }
            some.addAll(some.subList(0, 5));
            post(some.stream().map(Model.Reading::json).toArray(String[]::new));
            some.forEach(model::put);
            if (step % 3 == 1) {
                job.run();
            }
            for (String size : List.of("1m", "1h", "1d", "all")) {
                String range = size.equals("all")
                        ? ""
                        : "&from=%s&to=%s"
                                .formatted(
                                        START.plusSeconds(random.nextInt(7200)),
                                        START.plusSeconds(7200 + random.nextInt(90_000)));
                assertThat(pages("/api/sensors/" + size + "?" + named(sensors) + range, random))
                        .as("seed %s, step %s, %s%s", seed, step, size, range)
                        .isEqualTo(model.windows(size, range));
            }
        }
    }

    @Test
    void aSensorWithoutReadingsHasNoWindows() throws Exception {
        for (String report : List.of("1m", "1h", "1d", "all")) {
            assertThat(get("/" + report)).isEqualTo("{\"windows\":[]}");
        }
        assertThat(get("/readings")).isEqualTo("{\"readings\":[]}");
    }

    @Test
    void aSumThatNoDoubleHoldsIsNull() throws Exception {
        post(reading(0, 1.7e308), reading(1, 1.7e308));
        String range = "?from=%s&to=%s".formatted(START, START.plusSeconds(60));
        assertThat(get("/1m" + range)).contains("\"avg\":1.7E308,\"sum\":null,\"first\"");
        assertThat(service.get(path("/1m" + range), "Accept", "text/csv").body())
                .isEqualTo("sensor_id,start,count,min,max,avg,sum,first,last\r\n" + sensor
                        + ",2020-03-01T21:00:00Z,2,1.7E308,1.7E308,1.7E308,,1.7E308,1.7E308\r\n");
    }

    @Test
    void theNextPageIsInTheAnswerAndInAHeader() throws Exception {
        post(reading(0, 1), reading(60_000, 2), reading(120_000, 3));
        String range = "?limit=2&from=%s&to=%s".formatted(START, START.plusSeconds(3600));
        HttpResponse<String> first = service.get(path("/1m" + range), "Accept", "text/csv");
        assertThat(first.body().lines()).hasSize(3);
        String link = first.headers().firstValue("Link").orElseThrow();
        assertThat(link).startsWith("<" + path("/1m?limit=2")).endsWith(">; rel=\"next\"");
        HttpResponse<String> second = service.get(link.substring(1, link.indexOf('>')), "Accept", "text/csv");
        assertThat(second.body().lines()).hasSize(2);
        assertThat(second.headers().firstValue("Link")).isEmpty();
        assertThat(get("/1m" + range)).contains("\"next\":\"" + link.replaceAll(".*page=(.*)>.*", "$1") + "\"");
    }

    @Test
    void readingsAreAnsweredAsTheyCame() throws Exception {
        post("""
                {"sensor_id":"%s","ts":"2020-03-01T21:00:00.001Z","value":73.9,"facility":"F1","equipment":"E2","unit":"C","quality":"good","attributes":{"line":7,"who":"a\\"b"}}""".formatted(sensor), reading(2, 1));
        String range = "?from=%s&to=%s".formatted(START, START.plusSeconds(1));
        assertThat(get("/readings" + range))
                .isEqualTo(
                        "{\"readings\":[{\"sensor_id\":\"%1$s\",\"ts\":\"2020-03-01T21:00:00.001Z\",\"value\":73.9,\"facility\":\"F1\",\"equipment\":\"E2\",\"unit\":\"C\",\"quality\":\"good\",\"attributes\":{\"line\":7,\"who\":\"a\\\"b\"}},{\"sensor_id\":\"%1$s\",\"ts\":\"2020-03-01T21:00:00.002Z\",\"value\":1.0}]}"
                                .formatted(sensor));
        for (String filter :
                List.of("facility=F1", "quality=good&equipment=E2", "attributes.line=7", "attributes.who=a%22b")) {
            assertThat(get("/readings" + range + "&" + filter))
                    .as(filter)
                    .contains("73.9")
                    .doesNotContain("1.0");
        }
        for (String filter :
                List.of("facility=F2", "attributes.line=8", "attributes.none=", "attributes.line=7&quality=bad")) {
            assertThat(get("/readings" + range + "&" + filter)).as(filter).isEqualTo("{\"readings\":[]}");
        }
        assertThat(service.get(path("/readings" + range + "&facility=F1"), "Accept", "text/csv")
                        .body())
                .endsWith(
                        "\r\n" + sensor
                                + ",2020-03-01T21:00:00.001Z,73.9,F1,E2,C,good,\"{\"\"line\"\":7,\"\"who\"\":\"\"a\\\"\"b\"\"}\"\r\n");
    }

    @Test
    void readingsArePagedOverYears() throws Exception {
        String[] readings = new String[25];
        for (int i = 0; i < readings.length; i++) {
            // On three days, because a day takes the job a while to seal.
            readings[i] = reading(i / 10 * 500L * 86_400_000 + i, i);
        }
        post(readings);
        List<String> values = new ArrayList<>();
        String path = path("/readings?limit=4&from=2020-01-01T00:00:00Z&to=2024-01-01T00:00:00Z");
        for (String next = ""; next != null; ) {
            String page = service.get(path + next).body();
            Matcher value = VALUE.matcher(page);
            while (value.find()) {
                values.add(value.group(1));
            }
            next = next(page);
        }
        assertThat(values).hasSize(25).startsWith("0.0", "1.0").endsWith("24.0");
    }

    @Test
    void aReportOfOtherSensorsIsNotTouchedByWhatAClientWrites() throws Exception {
        post(reading(0, 1));
        String odd = URLEncoder.encode("' OR 1=1 -- \\'", StandardCharsets.UTF_8);
        assertThat(service.get("/api/sensors/all?sensor_id=" + odd).body()).isEqualTo("{\"windows\":[]}");
        assertThat(service.get("/api/sensors/readings?sensor_id=x&from=2020-01-01T00:00:00Z&attributes." + odd + "="
                                + odd)
                        .body())
                .isEqualTo("{\"readings\":[]}");
    }

    @ParameterizedTest
    @CsvSource({
        "1m, sensor_id",
        "1m?sensor_id=, sensor_id",
        "1m?sensor_id=a&from=x, from",
        "1m?sensor_id=a&from=2020-01-02T00:00:00Z&to=2020-01-01T00:00:00Z, to",
        "1m?sensor_id=a&limit=0, limit",
        "1m?sensor_id=a&limit=100001, limit",
        "1m?sensor_id=a&page=x, page",
        "1m?sensor_id=a&page=!, page",
        "readings, sensor_id"
    })
    void aWrongParameterIsNamed(String report, String parameter) throws Exception {
        HttpResponse<String> answer = service.get("/api/sensors/" + report);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(422);
        assertThat(answer.body()).contains("\"field\":\"" + parameter + "\"");
    }

    @Test
    void aThousandSensorsAreOneReportAndMoreAreNone() throws Exception {
        List<String> sensors = new ArrayList<>();
        for (int i = 0; i < SensorIds.MOST; i++) {
            sensors.add(sensor + "/" + i);
        }
        post("{\"sensor_id\":\"%s\",\"ts\":\"%s\",\"value\":1}".formatted(sensors.get(999), START));
        String range = "&from=2020-03-01T00:00:00Z&to=2020-03-02T00:00:00Z";
        for (String report : List.of("1m", "1h", "1d", "all", "readings")) {
            String answer = service.get(
                            "/api/sensors/" + report + "?" + named(sensors) + (report.equals("all") ? "" : range))
                    .body();
            assertThat(answer).as(report).contains(sensors.get(999));
        }
        sensors.add("one more");
        assertThat(service.get("/api/sensors/1h?" + named(sensors) + range).statusCode())
                .isEqualTo(422);
    }

    private static String named(List<String> sensors) {
        return sensors.stream()
                .map(id -> "sensor_id=" + URLEncoder.encode(id, StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    /** All pages together, each of a random length. */
    private static List<String> pages(String path, Random random) throws Exception {
        List<String> windows = new ArrayList<>();
        for (String next = ""; next != null; ) {
            int limit = random.nextBoolean() ? 1 + random.nextInt(30) : 1000;
            HttpResponse<String> answer = service.get(path + "&limit=" + limit + next);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            int before = windows.size();
            Matcher window = WINDOW.matcher(answer.body());
            while (window.find()) {
                windows.add(window.group());
            }
            assertThat(windows.size() - before).isLessThanOrEqualTo(limit);
            next = next(answer.body());
        }
        return windows;
    }

    private static @Nullable String next(String page) {
        Matcher next = NEXT.matcher(page);
        return next.find() ? "&page=" + next.group(1) : null;
    }

    private void sealIf(boolean isSealed) throws Exception {
        if (isSealed) {
            job.run();
            assertThat(
                            clickHouse.query(
                                    "SELECT count() > 20 FROM millrace.sensor_minute FINAL WHERE is_seal = 1 AND toDate(hour) IN ('2020-03-01', '2020-03-02')"))
                    .isEqualTo("1");
        }
    }

    private String reading(long millis, double value) {
        return "{\"sensor_id\":\"%s\",\"ts\":\"%s\",\"value\":%s}".formatted(sensor, START.plusMillis(millis), value);
    }

    private static void post(String... readings) throws Exception {
        HttpResponse<String> answer =
                service.post("/api/sensors/readings?ack=stored", "application/x-ndjson", String.join("\n", readings));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    }

    private String path(String rest) {
        return "/api/sensors/"
                + URLEncoder.encode(sensor, StandardCharsets.UTF_8).replace("+", "%20") + rest;
    }

    private String get(String rest) throws Exception {
        HttpResponse<String> answer = service.get(path(rest));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }
}
