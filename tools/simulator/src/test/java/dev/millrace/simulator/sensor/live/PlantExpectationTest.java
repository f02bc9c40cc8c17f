package dev.millrace.simulator.sensor.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.simulator.sensor.Latest;
import dev.millrace.simulator.sensor.Reading;
import dev.millrace.simulator.sensor.Window;
import dev.millrace.simulator.sensor.WindowSize;
import dev.millrace.simulator.sensor.plant.Device;
import dev.millrace.simulator.sensor.plant.Plant;
import dev.millrace.simulator.sensor.plant.Snapshot;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** What is added up on the way equals what a look at all readings gives. */
class PlantExpectationTest {
    private static final long NOW = Instant.parse("2026-11-21T00:30:00Z").toEpochMilli();

    @Property(tries = 20)
    void windowsAreThoseOfAllReadingsThatHold(@ForAll @IntRange(min = 0) int seed) {
        Random random = new Random(seed);
        Plant plant = Plant.of("x", 2, 2, 3, random);
        PlantExpectation expectation = new PlantExpectation(plant, 1000);
        List<Reading> holding = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            Device device = plant.devices().get(i % 4);
            // Times of one device differ, those of two may be equal; some are hours ago.
            long ts = NOW + i / 4 * 10_000L - (random.nextInt(10) == 0 ? 7_200_001 : 0);
            Snapshot snapshot = device.measure(ts);
            if (random.nextInt(10) == 0) {
                expectation.of(device).addUntilCorrected(snapshot);
                if (random.nextBoolean()) {
                    Snapshot right = device.correct(snapshot);
                    expectation.of(device).correct(snapshot, right);
                    snapshot = right;
                }
            } else {
                expectation.of(device).add(snapshot);
            }
            holding.addAll(snapshot.readings());
        }

        for (WindowSize size : WindowSize.values()) {
            List<Window> all = new ArrayList<>();
            plant.sensors()
                    .forEach(sensor -> all.addAll(windows(
                            sensor,
                            size,
                            holding.stream()
                                    .filter(reading -> reading.sensorId().equals(sensor))
                                    .toList())));
            assertThat(expectation.windows(size, plant.sensors())).isEqualTo(all);
        }
        for (String facility : plant.facilities()) {
            List<Reading> there = holding.stream()
                    .filter(reading -> reading.facility().equals(facility))
                    .toList();
            assertThat(expectation.facilityWindows(WindowSize.MINUTE, facility))
                    .isEqualTo(windows(facility, WindowSize.MINUTE, there));
            assertThat(expectation.facilityWindows(WindowSize.HOUR, facility))
                    .isEqualTo(windows(facility, WindowSize.HOUR, there));
            assertThat(expectation.newest(facility)).isEqualTo(newest(there));
        }
        assertThat(holding)
                .allSatisfy(reading -> assertThat(Instant.ofEpochMilli(reading.tsMillis()))
                        .isBetween(expectation.from(), expectation.to()));
    }

    @Test
    void aDeviceOfWhichNotEverythingWasTakenIsNotAskedFor() {
        Plant plant = Plant.of("x", 2, 1, 2, new Random(1));
        PlantExpectation expectation = new PlantExpectation(plant, 1000);
        plant.devices().forEach(device -> expectation.of(device).add(device.measure(NOW)));

        expectation.of(plant.devices().getFirst()).markIncomplete();

        assertThat(expectation.sensors()).containsExactly("x-F2/E1/S1", "x-F2/E1/S2");
        assertThat(expectation.facilities()).containsExactly("x-F2");
    }

    @Test
    void aSampleIsSpreadOverAllSensors() {
        Plant plant = Plant.of("x", 1, 10, 10, new Random(1));

        assertThat(new PlantExpectation(plant, 10).sensors())
                .hasSize(10)
                .contains("x-F1/E01/S01", "x-F1/E10/S01")
                .isSorted();
        assertThat(new PlantExpectation(plant, 100).sensors()).isEqualTo(plant.sensors());
    }

    private static List<Window> windows(String of, WindowSize size, List<Reading> readings) {
        Map<Long, List<Reading>> byStart = readings.stream()
                .collect(Collectors.groupingBy(
                        reading -> size.startMillis(reading.tsMillis()), TreeMap::new, Collectors.toList()));
        List<Window> windows = new ArrayList<>();
        byStart.forEach((start, list) -> {
            List<Reading> sorted = list.stream()
                    .sorted(Comparator.comparing(Reading::tsMillis).thenComparing(Reading::sensorId))
                    .toList();
            BigDecimal sum = sorted.stream()
                    .map(reading -> new BigDecimal(reading.value()))
                    .reduce(BigDecimal.ZERO, BigDecimal::add);
            boolean isAll = size == WindowSize.ALL;
            windows.add(new Window(
                    of,
                    Instant.ofEpochMilli(isAll ? sorted.getFirst().tsMillis() : start),
                    sorted.size(),
                    sorted.stream().mapToDouble(Reading::value).min().orElseThrow(),
                    sorted.stream().mapToDouble(Reading::value).max().orElseThrow(),
                    sum.divide(BigDecimal.valueOf(sorted.size()), new MathContext(200))
                            .doubleValue(),
                    sum.doubleValue(),
                    sorted.getFirst().value(),
                    sorted.getLast().value(),
                    isAll ? Instant.ofEpochMilli(sorted.getLast().tsMillis()) : Instant.MIN));
        });
        return windows;
    }

    private static List<Latest> newest(List<Reading> readings) {
        Map<String, Reading> newest = new TreeMap<>();
        readings.stream()
                .sorted(Comparator.comparing(Reading::tsMillis))
                .forEach(reading -> newest.put(reading.sensorId(), reading));
        return newest.values().stream()
                .map(reading -> new Latest(reading.sensorId(), reading.tsMillis(), reading.value()))
                .toList();
    }
}
