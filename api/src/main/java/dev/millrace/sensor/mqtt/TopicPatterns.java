package dev.millrace.sensor.mqtt;

import dev.millrace.sensor.intake.ReadingDefaults;
import java.util.List;
import java.util.Optional;

/** The topics that are wanted. Thread-safe. */
final class TopicPatterns {
    private final List<TopicPattern> patterns;

    TopicPatterns(List<String> patterns) {
        this.patterns = patterns.stream().map(TopicPattern::parse).toList();
    }

    /** Returns the topic filters to subscribe to. */
    List<String> filters() {
        return patterns.stream().map(TopicPattern::filter).distinct().toList();
    }

    /** Returns patterns by which sensors of two places can get the same id. */
    List<String> merging() {
        return patterns.stream()
                .filter(TopicPattern::mayMergeSensors)
                .map(pattern -> String.join("/", pattern.levels()))
                .toList();
    }

    /**
     * Returns the defaults that a topic gives, by the first pattern that matches. There may be none: the broker's session can hold
     * subscriptions of earlier settings.
     */
    ReadingDefaults defaults(String topic) {
        return patterns.stream()
                .map(pattern -> pattern.match(topic))
                .flatMap(Optional::stream)
                .findFirst()
                .orElse(ReadingDefaults.NONE);
    }
}
