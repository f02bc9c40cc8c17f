package dev.millrace.drain;

import dev.millrace.clickhouse.schema.Schema;
import dev.millrace.clickhouse.schema.SchemaState;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings the tables of a shard up to date. */
final class SchemaGate implements DrainGate {
    private static final Logger log = LoggerFactory.getLogger(SchemaGate.class);
    private static final Duration TROUBLE_PAUSE = Duration.ofSeconds(1);

    private final Schema schema;

    SchemaGate(Schema schema) {
        this.schema = schema;
    }

    @Override
    public boolean await(RetryPolicy retryPolicy) throws InterruptedException {
        String lastReason = "";
        while (true) {
            String reason = switch (schema.migrate()) {
                case SchemaState.Ready _ -> "";
                case SchemaState.NotYet notYet -> notYet.detail();
                case SchemaState.Conflict conflict -> conflict.reason();
            };
            if (reason.isEmpty()) {
                return true;
            }
            if (!reason.equals(lastReason)) {
                log.warn("Events are kept in the buffer: {}", reason);
                lastReason = reason;
            }
            if (!retryPolicy.pause(TROUBLE_PAUSE)) {
                return false;
            }
        }
    }
}
