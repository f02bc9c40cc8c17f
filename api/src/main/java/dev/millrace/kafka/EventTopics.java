package dev.millrace.kafka;

import dev.millrace.sensor.deletion.DeletionIntake;
import dev.millrace.sensor.intake.SensorIntake;
import dev.millrace.traffic.intake.TrafficIntake;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The topics of the settings. Thread-safe. */
@Singleton
final class EventTopics {
    private final Map<String, EventTopic> byName = new HashMap<>();

    EventTopics(KafkaConfig config, TrafficIntake traffic, SensorIntake sensors, DeletionIntake deletions) {
        EventTopic views = new ViewTopic(traffic);
        EventTopic readings = new ReadingTopic(sensors, deletions);
        config.trafficTopics().forEach(topic -> byName.put(topic, views));
        config.sensorTopics().forEach(topic -> byName.put(topic, readings));
    }

    /** Returns the topic of that name, if the settings have it. */
    Optional<EventTopic> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }
}
