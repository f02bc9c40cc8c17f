package dev.millrace.simulator.accesslog;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.simulator.accesslog.LogLine.Reason;
import dev.millrace.simulator.accesslog.LogLine.Skipped;
import java.util.List;

/** Reads Caddy's JSON lines, of which those are views whose {@code request} has a {@code uri}. */
final class CaddyJsonLog implements LineParser {
    private static final List<String> CLIENT = List.of("client_ip", "remote_ip");

    @Override
    public LogLine parse(String line) {
        return JsonFields.parse(line, CaddyJsonLog::view);
    }

    private static LogLine view(JsonFields fields) {
        JsonNode request = fields.object().path("request");
        if (!request.isObject() || !request.path("uri").isTextual()) {
            boolean isCaddy = fields.object().has("logger") && fields.object().has("ts");
            return new Skipped(isCaddy ? Reason.NO_REQUEST : Reason.NOT_A_LOG_LINE);
        }
        JsonNode client = new JsonFields(request).first(CLIENT);
        // Before 2.5 the address came with its port.
        JsonNode older = request.path("remote_addr");
        LogLine line = JsonFields.view(
                client.isMissingNode() ? older : client,
                fields.object().path("ts"),
                request.path("uri").asText());
        return client.isMissingNode() && line instanceof LogLine.View view
                ? new LogLine.View(Address.withoutPort(view.client()), view.time(), view.target())
                : line;
    }
}
