package dev.millrace.simulator.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.simulator.client.Attempt.Done;
import dev.millrace.simulator.client.Attempt.Refused;
import dev.millrace.simulator.sensor.Latest;
import dev.millrace.simulator.sensor.Window;
import java.net.http.HttpResponse;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Reads what the service says about windows. What lacks a field or has another type there is refused. */
final class WindowAnswers {
    private WindowAnswers() {}

    /**
     * A part of a long answer.
     *
     * @param next what asks for the next part; empty if there is none
     */
    record Page<T>(List<T> entries, String next) {
        Page {
            entries = List.copyOf(entries);
        }
    }

    record Facility(String name, long sensors) {}

    /** @param of whose windows they are if the answer does not say */
    static Attempt<Page<Window>> windows(HttpResponse<byte[]> response, String of) {
        return page(response, "windows", row -> window(row, of));
    }

    static Attempt<Page<Latest>> latest(HttpResponse<byte[]> response) {
        return page(
                response,
                "sensors",
                row -> new Latest(
                        text(row, "sensor_id"), Instant.parse(text(row, "ts")).toEpochMilli(), number(row, "value")));
    }

    static Attempt<Page<Facility>> facilities(HttpResponse<byte[]> response) {
        return page(response, "facilities", row -> new Facility(text(row, "facility"), whole(row, "sensors")));
    }

    private static Window window(JsonNode row, String of) {
        boolean isSumNull = row.path("sum").isNull();
        return new Window(
                of.isEmpty() ? text(row, "sensor_id") : of,
                Instant.parse(text(row, "start")),
                whole(row, "count"),
                number(row, "min"),
                number(row, "max"),
                number(row, "avg"),
                isSumNull ? Double.NaN : number(row, "sum"),
                number(row, "first"),
                number(row, "last"),
                row.has("last_at") ? Instant.parse(text(row, "last_at")) : Instant.MIN);
    }

    private static <T> Attempt<Page<T>> page(HttpResponse<byte[]> response, String field, Function<JsonNode, T> entry) {
        if (response.statusCode() != 200) {
            return Answers.failure(response);
        }
        JsonNode answer = Answers.body(response);
        if (!answer.path(field).isArray()) {
            return new Refused<>("the answer has no list of " + field + ": " + Answers.shown(response));
        }
        List<T> entries = new ArrayList<>(answer.path(field).size());
        try {
            answer.path(field).forEach(row -> entries.add(entry.apply(row)));
        } catch (IllegalArgumentException | DateTimeException e) {
            return new Refused<>(e.getMessage() + ": " + Answers.shown(response));
        }
        return new Done<>(new Page<>(entries, answer.path("next").asText("")));
    }

    private static String text(JsonNode row, String field) {
        require(row.path(field).isTextual(), row, field);
        return row.path(field).textValue();
    }

    private static long whole(JsonNode row, String field) {
        require(row.path(field).isIntegralNumber(), row, field);
        return row.path(field).longValue();
    }

    private static double number(JsonNode row, String field) {
        require(row.path(field).isNumber(), row, field);
        return row.path(field).doubleValue();
    }

    private static void require(boolean holds, JsonNode row, String field) {
        if (!holds) {
            throw new IllegalArgumentException("'%s' is wrong in %s".formatted(field, row));
        }
    }
}
