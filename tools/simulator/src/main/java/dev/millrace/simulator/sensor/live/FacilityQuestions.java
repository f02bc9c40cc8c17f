package dev.millrace.simulator.sensor.live;

import dev.millrace.simulator.check.Rounds.Question;
import dev.millrace.simulator.client.ReadingsClient;
import dev.millrace.simulator.client.Retrier;
import dev.millrace.simulator.sensor.Latest;
import dev.millrace.simulator.sensor.Window;
import dev.millrace.simulator.sensor.WindowSize;
import dev.millrace.simulator.sensor.verify.Comparison;
import dev.millrace.simulator.sensor.verify.Difference;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Asks which facilities there are, and for the windows and the sensors of each. Thread-safe. */
record FacilityQuestions(PlantExpectation expected, ReadingsClient client, Retrier retrier) {

    List<Question<Difference>> all() {
        List<Question<Difference>> questions = new ArrayList<>();
        questions.add(this::facilities);
        for (String facility : expected.facilities()) {
            questions.add(() -> sensors(facility));
            questions.add(() -> windows(WindowSize.MINUTE, facility));
            questions.add(() -> windows(WindowSize.HOUR, facility));
        }
        return questions;
    }

    private List<Difference> windows(WindowSize size, String facility) throws IOException, InterruptedException {
        List<Window> reported = client.facilityWindows(size, facility, expected.from(), expected.to(), retrier);
        return Comparison.of(size, expected.facilityWindows(size, facility), reported);
    }

    private List<Difference> facilities() throws IOException, InterruptedException {
        Map<String, Long> reported = client.facilities(retrier);
        List<Difference> differences = new ArrayList<>();
        for (String facility : expected.facilities()) {
            long sensors = expected.newest(facility).size();
            @Nullable Long count = reported.get(facility);
            if (count == null || count != sensors) {
                differences.add(new Difference(
                        "sensors of " + facility,
                        Long.toString(sensors),
                        count == null ? Difference.NONE : count.toString(),
                        count == null || count < sensors));
            }
        }
        return differences;
    }

    private List<Difference> sensors(String facility) throws IOException, InterruptedException {
        Map<String, Latest> rest = new HashMap<>();
        client.facilitySensors(facility, retrier).forEach(latest -> rest.put(latest.sensorId(), latest));
        List<Difference> differences = new ArrayList<>();
        for (Latest newest : expected.newest(facility)) {
            @Nullable Latest reported = rest.remove(newest.sensorId());
            if (!newest.equals(reported)) {
                differences.add(new Difference(
                        "newest of " + newest.sensorId(),
                        newest.toString(),
                        reported == null ? Difference.NONE : reported.toString(),
                        reported == null || reported.tsMillis() <= newest.tsMillis()));
            }
        }
        rest.values()
                .forEach(latest -> differences.add(
                        new Difference("newest of " + latest.sensorId(), Difference.NONE, latest.toString(), false)));
        return differences;
    }
}
