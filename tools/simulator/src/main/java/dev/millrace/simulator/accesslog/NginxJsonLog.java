package dev.millrace.simulator.accesslog;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.simulator.accesslog.LogLine.Reason;
import dev.millrace.simulator.accesslog.LogLine.Skipped;
import java.util.List;

/** Reads JSON lines as {@code log_format ... escape=json} of nginx writes them; the names of the fields are usual ones. */
final class NginxJsonLog implements LineParser {
    private static final List<String> CLIENT =
            List.of("remote_addr", "client_ip", "clientip", "remote_ip", "client", "ip");
    private static final List<String> TIME =
            List.of("time_iso8601", "@timestamp", "timestamp", "time", "time_local", "msec", "datetime", "date", "ts");
    private static final List<String> TARGET = List.of("request_uri", "uri", "path", "url");
    private static final List<String> REQUEST = List.of("request");
    private static final List<String> QUERY = List.of("args", "query_string");

    @Override
    public LogLine parse(String line) {
        return JsonFields.parse(line, NginxJsonLog::view);
    }

    private static LogLine view(JsonFields fields) {
        JsonNode target = fields.first(TARGET);
        JsonNode request = fields.first(REQUEST);
        if (target.isMissingNode() && request.isMissingNode()) {
            return new Skipped(Reason.MISSING_FIELDS);
        }
        return JsonFields.view(
                fields.first(CLIENT),
                fields.first(TIME),
                target.isMissingNode()
                        ? RequestLine.target(request.asText())
                        : withQuery(target.asText(), fields.first(QUERY).asText("")));
    }

    /** Appends the query: with {@code $uri} it is a field of its own. */
    private static String withQuery(String target, String query) {
        return query.isEmpty() || query.equals("-") || target.contains("?") ? target : target + "?" + query;
    }
}
