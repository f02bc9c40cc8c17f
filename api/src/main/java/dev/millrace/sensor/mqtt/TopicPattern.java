package dev.millrace.sensor.mqtt;

import dev.millrace.sensor.intake.ReadingDefaults;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A topic filter whose levels may have names: {@code factory/{facility+sensor_id}/{equipment+sensor_id}/{sensor_id}}. The text in such a
 * level of a topic is the default for a field that readings lack. The id of a sensor may span several levels, which are then joined by
 * slashes; a level with a plus in its name gives two fields.
 */
record TopicPattern(List<String> levels) {
    private static final String SENSOR = "{sensor_id}";
    private static final String FACILITY = "{facility}";
    private static final String EQUIPMENT = "{equipment}";
    private static final String FACILITY_OF_SENSOR = "{facility+sensor_id}";
    private static final String EQUIPMENT_OF_SENSOR = "{equipment+sensor_id}";
    private static final Set<String> NAMES =
            Set.of(SENSOR, FACILITY, EQUIPMENT, FACILITY_OF_SENSOR, EQUIPMENT_OF_SENSOR);

    private static final String ONE = "+";
    private static final String REST = "#";

    TopicPattern {
        levels = List.copyOf(levels);
    }

    /** @throws IllegalArgumentException if it is not a pattern; the message says why */
    static TopicPattern parse(String text) {
        List<String> levels = List.of(text.split("/", -1));
        Set<String> named = new HashSet<>();
        for (int i = 0; i < levels.size(); i++) {
            String level = levels.get(i);
            boolean isLast = i == levels.size() - 1;
            if (NAMES.contains(level)) {
                String name = level.replace("+sensor_id", "");
                if (!name.equals(SENSOR) && !named.add(name)) {
                    throw wrong(text, "has " + name + " twice");
                }
            } else if (level.equals(REST) ? !isLast : !level.equals(ONE) && level.matches(".*[+#{}\0].*")) {
                throw wrong(
                        text,
                        "may have {facility}, {equipment}, {sensor_id}, {facility+sensor_id}, {equipment+sensor_id} and + as whole levels, and # as the last one");
            }
        }
        if (text.isEmpty() || text.startsWith("$share/")) {
            throw wrong(text, "must be a topic; the group of the shared subscription is MILLRACE_MQTT_GROUP");
        }
        return new TopicPattern(levels);
    }

    private static IllegalArgumentException wrong(String text, String why) {
        return new IllegalArgumentException("MILLRACE_MQTT_TOPICS: %s %s".formatted(text, why));
    }

    /** Returns the topic filter to subscribe to. */
    String filter() {
        List<String> parts = new ArrayList<>();
        levels.forEach(level -> parts.add(NAMES.contains(level) ? ONE : level));
        return String.join("/", parts);
    }

    /** Returns the defaults that a topic gives; empty if it does not match. */
    Optional<ReadingDefaults> match(String topic) {
        String[] parts = topic.split("/", -1);
        @Nullable String sensor = null;
        String facility = "";
        String equipment = "";
        for (int i = 0; i < levels.size(); i++) {
            String level = levels.get(i);
            if (level.equals(REST)) {
                return Optional.of(defaults(sensor, facility, equipment)); // # also stands for no level at all
            }
            @Nullable String part = i < parts.length ? parts[i] : null;
            if (part == null) {
                return Optional.empty();
            }
            switch (level) {
                case SENSOR -> sensor = joined(sensor, part);
                case FACILITY -> facility = part;
                case EQUIPMENT -> equipment = part;
                case FACILITY_OF_SENSOR -> {
                    facility = part;
                    sensor = joined(sensor, part);
                }
                case EQUIPMENT_OF_SENSOR -> {
                    equipment = part;
                    sensor = joined(sensor, part);
                }
                case ONE -> {
                    // anything
                }
                default -> {
                    if (!level.equals(part)) {
                        return Optional.empty();
                    }
                }
            }
        }
        return parts.length == levels.size() ? Optional.of(defaults(sensor, facility, equipment)) : Optional.empty();
    }

    private static String joined(@Nullable String id, String part) {
        return id == null ? part : id + "/" + part;
    }

    private static ReadingDefaults defaults(@Nullable String sensor, String facility, String equipment) {
        return new ReadingDefaults(sensor == null ? "" : sensor, facility, equipment);
    }

    /** Returns true if sensors of two places can get the same id, because a level that distinguishes them is not part of it. */
    boolean mayMergeSensors() {
        return levels.contains(SENSOR)
                && levels.stream()
                        .anyMatch(level -> level.equals(FACILITY) || level.equals(EQUIPMENT) || level.equals(ONE));
    }
}
