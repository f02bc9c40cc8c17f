package dev.millrace.sensor.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import dev.millrace.clickhouse.Query;
import dev.millrace.report.WrongParameterException;
import io.micronaut.http.HttpParameters;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

/** Filters raw readings by {@code facility}, {@code equipment}, {@code quality} and {@code attributes.KEY}. */
final class ReadingFilter {
    private static final String ATTRIBUTE = "attributes.";
    private static final List<String> COLUMNS = List.of("facility", "equipment", "quality");

    private static final JsonFactory JSON = new JsonFactory();
    private static final String TEXT =
            "JSONType(attributes, ${key}) = 'String' AND JSONExtractString(attributes, ${key}) = ${value}";
    private static final String TEXT_OR_JSON = """
            if(JSONType(attributes, ${key}) = 'String',
                JSONExtractString(attributes, ${key}) = ${value},
                JSONHas(attributes, ${key}) AND JSONExtractRaw(attributes, ${key}) = JSONExtractRaw(${object}, 'v'))""";

    /** The most filters of one request. */
    static final int MOST = 100;

    /** Bounds the condition: a statement may have 262,144 bytes, with its sensors and hours. */
    private static final int MAX_CONDITION_LENGTH = 150_000;

    private ReadingFilter() {}

    /**
     * Returns the condition. A text is compared as it is. Other values of an attribute are compared as JSON that ClickHouse has parsed and
     * written again, on both sides, so that {@code 71.50} is found by {@code 71.50} and by {@code 71.5}.
     */
    static String condition(HttpParameters parameters) {
        Stream<String> columns = COLUMNS.stream()
                .flatMap(column -> parameters.getAll(column).stream()
                        .map(value -> "%s = %s".formatted(column, Query.quoted(value))));
        Stream<String> attributes = parameters.names().stream()
                .filter(name -> name.startsWith(ATTRIBUTE))
                .sorted()
                .flatMap(name -> parameters.getAll(name).stream()
                        .map(value -> attribute(name.substring(ATTRIBUTE.length()), value)));
        List<String> all = Stream.concat(columns, attributes).toList();
        if (all.size() > MOST) {
            throw new WrongParameterException(
                    "attributes", "there may be %s filters, these are %s".formatted(MOST, all.size()));
        }
        if (all.stream().mapToInt(String::length).sum() > MAX_CONDITION_LENGTH) {
            throw new WrongParameterException("attributes", "the filters are too long together");
        }
        return all.isEmpty() ? "1" : String.join(" AND ", all);
    }

    private static String attribute(String key, String value) {
        return Query.of(isJson(value) ? TEXT_OR_JSON : TEXT)
                .with("key", key)
                .with("value", value)
                .with("object", "{\"v\":" + value + "}")
                .sql();
    }

    /** Returns true for one value and nothing else. */
    private static boolean isJson(String value) {
        try (JsonParser json = JSON.createParser(value)) {
            return json.nextToken() != null && json.skipChildren() != null && json.nextToken() == null;
        } catch (IOException e) {
            return false;
        }
    }
}
