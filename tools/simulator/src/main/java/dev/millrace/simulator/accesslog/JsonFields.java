package dev.millrace.simulator.accesslog;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.millrace.simulator.accesslog.LogLine.Reason;
import dev.millrace.simulator.accesslog.LogLine.Skipped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The fields of a line that is a JSON object; those of the objects in it count as well, one level deep. */
record JsonFields(JsonNode object) {
    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    /** Reads the line and asks what it is, if it is an object. */
    static LogLine parse(String line, Function<JsonFields, LogLine> format) {
        if (line.isBlank()) {
            return new Skipped(Reason.EMPTY);
        }
        if (!line.stripLeading().startsWith("{")) {
            return new Skipped(Reason.NOT_A_LOG_LINE);
        }
        try {
            return format.apply(new JsonFields(JSON.readTree(line)));
        } catch (JacksonException e) {
            return new Skipped(Reason.NOT_A_LOG_LINE);
        }
    }

    /** The first of these fields that is there; missing if none is. */
    JsonNode first(List<String> names) {
        JsonNode own = firstOfOwn(names);
        if (!own.isMissingNode()) {
            return own;
        }
        for (JsonNode inner : object) {
            if (inner.isObject()) {
                JsonNode found = new JsonFields(inner).firstOfOwn(names);
                if (!found.isMissingNode()) {
                    return found;
                }
            }
        }
        return MissingNode.getInstance();
    }

    private JsonNode firstOfOwn(List<String> names) {
        return names.stream()
                .map(object::path)
                .filter(value -> value.isValueNode() && !value.asText("").isEmpty())
                .findFirst()
                .orElse(MissingNode.getInstance());
    }

    /** The view that these three make. */
    static LogLine view(JsonNode client, JsonNode time, String target) {
        if (client.isMissingNode() || time.isMissingNode()) {
            return new Skipped(Reason.MISSING_FIELDS);
        }
        Optional<Instant> instant = LogTimes.of(time);
        return instant.isEmpty()
                ? new Skipped(Reason.BAD_TIME)
                : LogLine.of(client.asText(""), instant.get(), RequestLine.pathOrUrl(target));
    }
}
