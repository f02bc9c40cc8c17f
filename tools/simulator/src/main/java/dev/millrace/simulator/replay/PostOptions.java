package dev.millrace.simulator.replay;

import dev.millrace.simulator.client.AckLevel;
import dev.millrace.simulator.client.PostFormat;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options for posting events. */
final class PostOptions {
    /** The most events of a batch, so that events with the longest pages stay below the service's limit of 8 MiB for a body. */
    static final int MAX_BATCH = 10_000;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "0",
            description = "Views per second over the whole run, 0 for as fast as possible. Default: ${DEFAULT-VALUE}")
    int rate;

    @Option(
            names = "--batch",
            paramLabel = "N",
            defaultValue = "500",
            description = {
                "Views in a request, up to 10,000; 1 posts each to /api/traffic/{request_id}. A batch with long"
                        + " page_urls is sent sooner. Default: ${DEFAULT-VALUE}"
            })
    int batch;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "ndjson",
            description = "Of a batch: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}")
    PostFormat.Batch format = PostFormat.Batch.NDJSON;

    @Option(
            names = "--compress",
            paramLabel = "HOW",
            defaultValue = "none",
            description = "A batch: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}")
    PostFormat.Compression compression = PostFormat.Compression.NONE;

    @Option(
            names = "--ack",
            paramLabel = "LEVEL",
            defaultValue = "disk",
            description = "What to wait for: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}")
    AckLevel ack = AckLevel.DISK;

    @Option(
            names = "--record",
            paramLabel = "FILE",
            description = {
                "Append every acknowledged view to FILE as CSV: request_id,user_id,created_at,page_url. It is written"
                        + " after the answer has come, and flushed to disk at the end."
            })
    @Nullable
    Path recordFile;

    /** Returns what is wrong with the values; empty if they are valid. */
    String complaint() {
        if (rate < 0) {
            return "--rate must be 0 or more, but is " + rate;
        }
        return batch < 1 || batch > MAX_BATCH ? "--batch must be 1 to 10,000, but is " + batch : "";
    }
}
