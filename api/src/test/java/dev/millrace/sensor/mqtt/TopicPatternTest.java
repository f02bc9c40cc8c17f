package dev.millrace.sensor.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.sensor.intake.ReadingDefaults;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TopicPatternTest {
    @ParameterizedTest
    @CsvSource({
        "factory/{facility}/{equipment}/{sensor_id}, factory/+/+/+",
        "plant/{facility}/#, plant/+/#",
        "{sensor_id}, +",
        "#, #",
        "a/+/b, a/+/b"
    })
    void theBrokerIsAskedForAnyWordWhereThereIsAName(String pattern, String filter) {
        assertThat(TopicPattern.parse(pattern).filter()).isEqualTo(filter);
    }

    @ParameterizedTest
    @CsvSource({
        "factory/{facility}/{equipment}/{sensor_id}, factory/F 1/E/t, t, F 1, E",
        "factory/{facility}/{equipment}/{sensor_id}, factory/F//t, t, F, ''",
        "plant/{facility}/#, plant/F, '', F, ''",
        "plant/{facility}/#, plant/F/x/y, '', F, ''",
        "{equipment}/+/{sensor_id}, E/whatever/t, t, '', E",
        "#, a/b, '', '', ''",
        "factory/{facility+sensor_id}/{equipment+sensor_id}/{sensor_id}, factory/F1/E1/temp, F1/E1/temp, F1, E1",
        "factory/{facility+sensor_id}/{equipment+sensor_id}/{sensor_id}, factory/F1/E2/temp, F1/E2/temp, F1, E2",
        "factory/{facility}/{sensor_id}/{sensor_id}, factory/F1/E2/temp, E2/temp, F1, ''",
        "{facility+sensor_id}/{sensor_id}, /temp, /temp, '', ''"
    })
    void whatStandsThereIsTheDefault(String pattern, String topic, String sensor, String facility, String equipment) {
        assertThat(TopicPattern.parse(pattern).match(topic)).contains(new ReadingDefaults(sensor, facility, equipment));
    }

    @ParameterizedTest
    @CsvSource({
        "factory/{facility}/{sensor_id}, factory/F",
        "factory/{facility}/{sensor_id}, factory/F/t/more",
        "factory/{facility}/{sensor_id}, plant/F/t",
        "plant/{facility}/#, plant",
        "{sensor_id}, a/b"
    })
    void anotherTopicDoesNotMatch(String pattern, String topic) {
        assertThat(TopicPattern.parse(pattern).match(topic)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a/#/b",
                "a/b#",
                "a+",
                "{plant}/x",
                "x{facility}",
                "{facility}/{facility}",
                "{facility}/{facility+sensor_id}",
                "{sensor_id+facility}",
                "$share/g/a"
            })
    void whatIsNoPatternIsRefusedWithTheReason(String pattern) {
        assertThatThrownBy(() -> TopicPattern.parse(pattern))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("MILLRACE_MQTT_TOPICS: " + pattern);
    }

    @Test
    void aPatternThatMergesSensorsOfTwoMachinesIsNotNamed() {
        String merging = "factory/{facility}/{equipment}/{sensor_id}";
        assertThat(new TopicPatterns(List.of(
                                merging,
                                "a/+/{sensor_id}",
                                "a/{facility+sensor_id}/{sensor_id}",
                                "{sensor_id}",
                                "plant/{facility}/#"))
                        .merging())
                .containsExactly(merging, "a/+/{sensor_id}");
    }

    @Test
    void ofSeveralPatternsTheFirstThatFitsCounts() {
        TopicPatterns topics = new TopicPatterns(List.of("a/{sensor_id}", "{facility}/#"));
        assertThat(topics.defaults("a/b")).isEqualTo(new ReadingDefaults("b", "", ""));
        assertThat(topics.defaults("c/b")).isEqualTo(new ReadingDefaults("", "c", ""));
        assertThat(new TopicPatterns(List.of("a/b")).defaults("c")).isEqualTo(ReadingDefaults.NONE);
    }
}
