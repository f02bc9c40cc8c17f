package dev.millrace.sensor.mqtt;

import dev.millrace.sensor.Defaults;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A topic filter whose levels may have names: {@code factory/{facility}/{equipment}/{sensor_id}}. What stands in such a level of a topic is
 * what readings have that do not say it themselves.
 */
record TopicPattern(List<String> levels) {
    private static final String SENSOR = "{sensor_id}";
    private static final String FACILITY = "{facility}";
    private static final String EQUIPMENT = "{equipment}";
    private static final Set<String> NAMES = Set.of(SENSOR, FACILITY, EQUIPMENT);

    private static final String ONE = "+";
    private static final String REST = "#";

    TopicPattern {
        levels = List.copyOf(levels);
    }

    /** @throws IllegalArgumentException if it is no pattern; the message says why */
    static TopicPattern parse(String text) {
        List<String> levels = List.of(text.split("/", -1));
        Set<String> named = new HashSet<>();
        for (int i = 0; i < levels.size(); i++) {
            String level = levels.get(i);
            boolean isLast = i == levels.size() - 1;
            if (NAMES.contains(level)) {
                if (!named.add(level)) {
                    throw wrong(text, "has " + level + " twice");
                }
            } else if (level.equals(REST) ? !isLast : !level.equals(ONE) && level.matches(".*[+#{}\0].*")) {
                throw wrong(
                        text,
                        "may have {facility}, {equipment}, {sensor_id} and + as whole levels, and # as the last one");
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

    /** What the broker is asked for. */
    String filter() {
        List<String> parts = new ArrayList<>();
        levels.forEach(level -> parts.add(NAMES.contains(level) ? ONE : level));
        return String.join("/", parts);
    }

    /** What the topic says; empty if it is none of these. */
    Optional<Defaults> match(String topic) {
        String[] parts = topic.split("/", -1);
        String sensor = "";
        String facility = "";
        String equipment = "";
        for (int i = 0; i < levels.size(); i++) {
            String level = levels.get(i);
            if (level.equals(REST)) {
                return Optional.of(new Defaults(sensor, facility, equipment)); // # also stands for no level at all
            }
            @Nullable String part = i < parts.length ? parts[i] : null;
            if (part == null) {
                return Optional.empty();
            }
            switch (level) {
                case SENSOR -> sensor = part;
                case FACILITY -> facility = part;
                case EQUIPMENT -> equipment = part;
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
        return parts.length == levels.size()
                ? Optional.of(new Defaults(sensor, facility, equipment))
                : Optional.empty();
    }
}
