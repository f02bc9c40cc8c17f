package dev.millrace.simulator.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.simulator.client.Acknowledgement.Rejection;
import dev.millrace.simulator.client.Attempt.Done;
import dev.millrace.simulator.client.Attempt.Refused;
import dev.millrace.simulator.client.Attempt.TryLater;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads what the service answers. An answer that is not as promised is refused: it must not pass for a success. */
final class Answers {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int SHOWN_BODY_CHARS = 300;

    private Answers() {}

    static Attempt<Acknowledgement> single(HttpResponse<byte[]> response) {
        return switch (response.statusCode()) {
            case 200, 201, 202, 204 -> {
                int filtered = body(response).path("filtered").asInt(0) > 0 ? 1 : 0;
                yield new Done<>(new Acknowledgement(level(response), 1 - filtered, filtered, List.of()));
            }
            case 400, 413, 422 -> {
                JsonNode problem = body(response);
                Rejection rejection = new Rejection(0, problem.path("field").asText(), problemText(response));
                yield new Done<>(new Acknowledgement(level(response), 0, 0, List.of(rejection)));
            }
            default -> failure(response);
        };
    }

    static Attempt<Acknowledgement> batch(HttpResponse<byte[]> response, int events) {
        if (!List.of(200, 201, 202, 422).contains(response.statusCode())) {
            return failure(response);
        }
        JsonNode answer = body(response);
        List<Rejection> rejected = new ArrayList<>();
        for (JsonNode row : answer.path("rejected")) {
            rejected.add(new Rejection(
                    row.path("index").asInt(-1),
                    row.path("field").asText(),
                    row.path("error").asText()));
        }
        int accepted = answer.path("accepted").asInt(-1);
        int filtered = answer.path("filtered").asInt(0);
        int notListed = answer.path("rejected_not_listed").asInt(0);
        boolean namesEvents = rejected.stream().allMatch(row -> row.index() >= 0 && row.index() < events);
        if (accepted < 0 || !namesEvents || accepted + filtered + rejected.size() + notListed != events) {
            return new Refused<>("the answer does not account for the " + events + " events sent: " + shown(response));
        }
        return new Done<>(new Acknowledgement(level(response), accepted, filtered, rejected, notListed));
    }

    static Attempt<Map<String, Long>> report(HttpResponse<byte[]> response) {
        if (response.statusCode() != 200) {
            return failure(response);
        }
        JsonNode answer = body(response);
        if (!answer.isObject()) {
            return new Refused<>("the report is no JSON object: " + shown(response));
        }
        Map<String, Long> report = new TreeMap<>();
        for (Map.Entry<String, JsonNode> page : answer.properties()) {
            if (!page.getValue().canConvertToExactIntegral()) {
                return new Refused<>("the report has a count that is no number: " + shown(response));
            }
            report.put(page.getKey(), page.getValue().asLong());
        }
        return new Done<>(report);
    }

    static <T> Attempt<T> failure(HttpResponse<byte[]> response) {
        int status = response.statusCode();
        return switch (status) {
            case 408, 429, 500, 502, 503, 504 -> new TryLater<>("HTTP " + status, retryAfter(response));
            default -> new Refused<>("HTTP " + status + " from " + response.uri() + ": " + problemText(response));
        };
    }

    private static @Nullable Duration retryAfter(HttpResponse<byte[]> response) {
        String text = response.headers().firstValue("Retry-After").orElse("");
        // The other form, a date, is not used by the service; the ordinary pause is right for it.
        return text.matches("\\d{1,9}") ? Duration.ofSeconds(Long.parseLong(text)) : null;
    }

    private static String level(HttpResponse<byte[]> response) {
        return response.headers().firstValue("Millrace-Ack").orElse("level not named");
    }

    private static String problemText(HttpResponse<byte[]> response) {
        JsonNode problem = body(response);
        for (String field : List.of("detail", "error", "title")) {
            if (problem.path(field).isTextual()) {
                return problem.path(field).asText();
            }
        }
        return shown(response);
    }

    static JsonNode body(HttpResponse<byte[]> response) {
        try {
            return JSON.readTree(response.body());
        } catch (IOException e) {
            return JSON.missingNode();
        }
    }

    static String shown(HttpResponse<byte[]> response) {
        String text = new String(response.body(), StandardCharsets.UTF_8).strip();
        String cut = text.length() > SHOWN_BODY_CHARS ? text.substring(0, SHOWN_BODY_CHARS) + "..." : text;
        return cut.isEmpty() ? "(empty body)" : cut;
    }
}
