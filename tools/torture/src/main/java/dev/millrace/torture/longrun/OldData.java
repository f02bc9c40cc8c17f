package dev.millrace.torture.longrun;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.torture.check.Sql;
import dev.millrace.torture.journal.Entry;
import dev.millrace.torture.journal.Reading;
import dev.millrace.torture.journal.Request;
import dev.millrace.torture.load.Ids;
import dev.millrace.torture.round.Node;
import dev.millrace.torture.round.Round;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/**
 * Erases and deletes checked events through the service, while the next ones come in, and checks at the next checkpoint whether they are
 * gone. So the tables of a run of hours stay as large as those of some minutes. For one thread.
 */
final class OldData {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final int ATTEMPTS = 20;
    private static final int DAYS = 30;

    private final Round round;
    private final List<Ids> going = new ArrayList<>();
    private final List<String> erasures = new ArrayList<>();

    OldData(Round round) {
        this.round = round;
    }

    /** Asks for it: erasures of the users, deletions of the readings. */
    void delete(Ids ids, List<Entry> history) throws IOException, InterruptedException {
        for (long user = ids.firstUser(); user <= ids.lastUser(); user++) {
            JsonNode taken = JSON.readTree(send("/api/users/" + user));
            erasures.add("/api/erasures/" + taken.path("id").asText());
        }
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        for (String sensor : sensors(history)) {
            send("/api/sensors/%s/readings?from=%s&to=%s".formatted(sensor, now.minus(DAYS, ChronoUnit.DAYS), now));
        }
        going.add(ids);
    }

    private static Set<String> sensors(List<Entry> history) {
        Set<String> sensors = new TreeSet<>();
        history.forEach(entry -> {
            if (entry.request() instanceof Request.PostReadings(List<Reading> readings, int _)) {
                readings.forEach(reading -> sensors.add(reading.at().sensor()));
            }
        });
        return sensors;
    }

    /** Sends the request to any node, until it is taken. */
    private String send(String path) throws IOException, InterruptedException {
        String answer = "";
        for (int i = 0; i < ATTEMPTS; i++) {
            HttpRequest request = HttpRequest.newBuilder(anyNode().url().resolve(path))
                    .timeout(TIMEOUT)
                    .DELETE()
                    .build();
            HttpResponse<String> response = HTTP.send(request, BodyHandlers.ofString());
            if (response.statusCode() == 202) {
                return response.body();
            }
            answer = response.statusCode() + " " + response.body();
            TimeUnit.MILLISECONDS.sleep(500);
        }
        throw new IOException("DELETE %s is answered %s".formatted(path, answer));
    }

    private Node anyNode() {
        return round.nodes().get(round.random().nextInt(round.nodes().size()));
    }

    /** Waits until all that was asked for is done, and demands that nothing is left. To be called when nothing comes in. */
    void awaitGone() throws IOException, InterruptedException {
        for (String erasure : erasures) {
            round.await(PATIENCE, erasure + " is done", () -> {
                HttpResponse<String> progress = anyNode().service().ask(erasure);
                return progress.statusCode() == 200 && progress.body().contains("\"done\"");
            });
        }
        Sql sql = round.clickHouse().sql();
        for (Ids ids : going) {
            long views = sql.number("SELECT count() FROM millrace.traffic WHERE user_id BETWEEN %s AND %s"
                    .formatted(ids.firstUser(), ids.lastUser()));
            round.demand(views == 0, "%s rows of erased users %s are left".formatted(views, ids));
            long readings =
                    sql.number("SELECT count() FROM millrace.sensor_reading FINAL WHERE startsWith(sensor_id, '%s')"
                            .formatted(ids.sensorPrefix()));
            round.demand(readings == 0, "%s deleted readings of %s are left".formatted(readings, ids));
        }
        erasures.clear();
        going.clear();
    }
}
