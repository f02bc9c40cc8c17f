package dev.millrace.simulator.accesslog;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.simulator.accesslog.LogLine.Reason;
import dev.millrace.simulator.accesslog.LogLine.Skipped;
import java.util.List;

/** Reads the JSON lines of Traefik's access log. */
final class TraefikJsonLog implements LineParser {
    private static final List<String> TIME = List.of("StartUTC", "StartLocal", "time");

    @Override
    public LogLine parse(String line) {
        return JsonFields.parse(line, TraefikJsonLog::view);
    }

    private static LogLine view(JsonFields fields) {
        JsonNode path = fields.object().path("RequestPath");
        if (!path.isTextual()) {
            boolean isTraefik = fields.object().has("level") && fields.object().has("msg");
            return new Skipped(isTraefik ? Reason.NO_REQUEST : Reason.NOT_A_LOG_LINE);
        }
        return JsonFields.view(fields.object().path("ClientHost"), fields.first(TIME), path.asText());
    }
}
