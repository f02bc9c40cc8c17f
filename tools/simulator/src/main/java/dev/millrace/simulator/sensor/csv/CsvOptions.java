package dev.millrace.simulator.sensor.csv;

import dev.millrace.simulator.client.AckLevel;
import dev.millrace.simulator.sensor.Reading;
import dev.millrace.simulator.sensor.ReadingFormat;
import picocli.CommandLine.Option;

/** Options for posting the lines of a file. */
final class CsvOptions {
    private static final int MAX_BATCH = 20_000;

    @Option(
            names = "--sensor-id",
            paramLabel = "ID",
            required = true,
            description = "Of which sensor the readings are.")
    String sensorId = "";

    @Option(names = "--facility", paramLabel = "TEXT", defaultValue = "", description = "Of each reading.")
    String facility = "";

    @Option(names = "--equipment", paramLabel = "TEXT", defaultValue = "", description = "Of each reading.")
    String equipment = "";

    @Option(names = "--unit", paramLabel = "TEXT", defaultValue = "", description = "Of each reading.")
    String unit = "";

    @Option(
            names = "--order",
            paramLabel = "ORDER",
            defaultValue = "file",
            description =
                    "In which the lines are posted: ${COMPLETION-CANDIDATES}. In both, of lines with the same time"
                            + " the later one is posted later. Default: ${DEFAULT-VALUE}")
    PostOrder order = PostOrder.FILE;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Of the random order. Default: ${DEFAULT-VALUE}")
    long seed;

    @Option(
            names = "--batch",
            paramLabel = "N",
            defaultValue = "500",
            description = "Readings in a request, up to 20,000. Default: ${DEFAULT-VALUE}")
    int batch;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "0",
            description =
                    "Readings per second over the whole run, 0 for as fast as possible. Default: ${DEFAULT-VALUE}")
    int rate;

    @Option(
            names = "--protocol",
            paramLabel = "FORMAT",
            defaultValue = "ndjson",
            description = "Of a batch: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}")
    ReadingFormat protocol = ReadingFormat.NDJSON;

    @Option(
            names = "--ack",
            paramLabel = "LEVEL",
            defaultValue = "disk",
            description = "What to wait for: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}")
    AckLevel ack = AckLevel.DISK;

    /** Returns what is wrong with the values; empty if they are valid. */
    String complaint() {
        if (sensorId.isEmpty()) {
            return "--sensor-id must not be empty";
        }
        if (rate < 0) {
            return "--rate must be 0 or more, but is " + rate;
        }
        return batch < 1 || batch > MAX_BATCH ? "--batch must be 1 to 20,000, but is " + batch : "";
    }

    Reading reading(CsvLine.Point point) {
        return new Reading(sensorId, point.tsMillis(), point.value(), facility, equipment, unit, "", "");
    }
}
