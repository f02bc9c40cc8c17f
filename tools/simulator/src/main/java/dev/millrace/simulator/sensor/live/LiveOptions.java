package dev.millrace.simulator.sensor.live;

import dev.millrace.simulator.client.AckLevel;
import dev.millrace.simulator.console.DurationConverter;
import dev.millrace.simulator.sensor.ReadingFormat;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options for the devices and for posting. */
final class LiveOptions {
    private static final long MOST_SENSORS = 1_000_000;
    private static final int MOST_SENSORS_OF_A_DEVICE = 20_000;

    @Option(
            names = "--facilities",
            paramLabel = "N",
            defaultValue = "2",
            description = "How many facilities. Default: ${DEFAULT-VALUE}")
    int facilities;

    @Option(
            names = "--equipments",
            paramLabel = "N",
            defaultValue = "5",
            description = "How many devices each facility has. Default: ${DEFAULT-VALUE}")
    int equipments;

    @Option(
            names = "--sensors",
            paramLabel = "N",
            defaultValue = "20",
            description = "How many sensors each device has, up to 20,000. Default: ${DEFAULT-VALUE}")
    int sensors;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "50",
            description =
                    "Devices per second that post, in turn; each posts one reading of each of its sensors. 0 for as"
                            + " fast as possible. What is posted twice comes on top. Default: ${DEFAULT-VALUE}")
    int rate;

    @Option(
            names = "--duration",
            paramLabel = "TIME",
            defaultValue = "1m",
            converter = DurationConverter.class,
            description = "How long to post. Default: ${DEFAULT-VALUE}")
    Duration duration = Duration.ZERO;

    @Option(
            names = "--late-percent",
            paramLabel = "P",
            defaultValue = "5",
            description = "Percent of the requests whose readings are of an earlier time. Default: ${DEFAULT-VALUE}")
    double latePercent;

    @Option(
            names = "--late-by",
            paramLabel = "TIME",
            defaultValue = "6h",
            converter = DurationConverter.class,
            description = "How late they are at most, from a minute on. Default: ${DEFAULT-VALUE}")
    Duration lateBy = Duration.ZERO;

    @Option(
            names = "--duplicate-percent",
            paramLabel = "P",
            defaultValue = "5",
            description = "Percent of the requests that are sent again, byte by byte, up to 30 seconds after their"
                    + " acknowledgement. Default: ${DEFAULT-VALUE}")
    double duplicatePercent;

    @Option(
            names = "--correct-percent",
            paramLabel = "P",
            defaultValue = "1",
            description = "Percent of the requests whose readings get other values up to 30 seconds after their"
                    + " acknowledgement. Not over MQTT, which does not keep the order. Default: ${DEFAULT-VALUE}")
    double correctPercent;

    @Option(
            names = "--protocol",
            paramLabel = "HOW",
            defaultValue = "json",
            description = "How requests are sent: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}")
    Protocol protocol = Protocol.JSON;

    @Option(
            names = "--ack",
            paramLabel = "LEVEL",
            defaultValue = "disk",
            description = "What to wait for over HTTP: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}")
    AckLevel ack = AckLevel.DISK;

    @Option(
            names = "--mqtt-url",
            paramLabel = "URL",
            defaultValue = "${env:MILLRACE_MQTT_URL}",
            description =
                    "The broker, as mqtt://127.0.0.1:1883, with user:password@ if it asks. From MILLRACE_MQTT_URL if set.")
    @Nullable
    URI mqttUrl;

    @Option(
            names = "--mqtt-topic",
            paramLabel = "TOPIC",
            defaultValue = "factory/{facility}/{equipment}",
            description = "Where a device publishes. Default: ${DEFAULT-VALUE}")
    String mqttTopic = "";

    @Option(
            names = "--mqtt-payload",
            paramLabel = "FORMAT",
            defaultValue = "json",
            description = "What it publishes: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}")
    ReadingFormat mqttPayload = ReadingFormat.JSON;

    @Option(
            names = "--check-every",
            paramLabel = "TIME",
            defaultValue = "0",
            converter = DurationConverter.class,
            description = "Check not only at the end, but after each such time of posting, too. Posting pauses for it."
                    + " 0, the default, checks at the end.")
    Duration checkEvery = Duration.ZERO;

    @Option(
            names = "--check-sensors",
            paramLabel = "N",
            defaultValue = "10000",
            description = "How many sensors to check at most, spread over all. Default: ${DEFAULT-VALUE}")
    int checkSensors;

    @Option(
            names = "--name",
            paramLabel = "TEXT",
            description =
                    "With what the names of all facilities and sensors begin: letters, digits and hyphens. By default"
                            + " it is made from the time, so that each run has sensors of its own.")
    @Nullable
    String name;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "The same seed makes the same values, and chooses the same requests to be late or sent again."
                    + " By default another one each time; it is printed.")
    @Nullable
    Long seed;

    /** Returns what is wrong with the values; empty if they are valid. */
    String complaint() {
        if (facilities < 1 || equipments < 1 || sensors < 1 || sensors > MOST_SENSORS_OF_A_DEVICE) {
            return "--facilities and --equipments must be 1 or more, --sensors 1 to 20,000";
        }
        if ((long) facilities * equipments > MOST_SENSORS || (long) facilities * equipments * sensors > MOST_SENSORS) {
            return "there must not be more than 1,000,000 sensors";
        }
        if (rate < 0 || checkSensors < 1) {
            return rate < 0 ? "--rate must be 0 or more, but is " + rate : "--check-sensors must be 1 or more";
        }
        if (latePercent < 0
                || latePercent > 100
                || duplicatePercent < 0
                || correctPercent < 0
                || duplicatePercent + correctPercent > 100) {
            return "percents must be 0 to 100, and those of duplicates and corrections 100 together at most";
        }
        if (lateBy.compareTo(Duration.ofMinutes(2)) < 0 || duration.isZero()) {
            return "--late-by must be 2m or more, and --duration more than 0";
        }
        if (name != null && !name.matches("[A-Za-z0-9-]{1,60}")) {
            return "--name must be 1 to 60 letters, digits and hyphens";
        }
        if (protocol != Protocol.MQTT) {
            return "";
        }
        return mqttUrl == null || mqttUrl.getHost() == null ? "--protocol mqtt needs --mqtt-url mqtt://HOST:PORT" : "";
    }
}
