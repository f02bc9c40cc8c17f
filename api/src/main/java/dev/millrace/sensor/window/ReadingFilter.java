package dev.millrace.sensor.window;

import dev.millrace.report.WrongParameterException;
import io.micronaut.http.HttpParameters;
import java.util.List;
import java.util.stream.Stream;

/** Which raw readings are asked for: {@code facility}, {@code equipment}, {@code quality}, and {@code attributes.KEY}. */
final class ReadingFilter {
    private static final String ATTRIBUTE = "attributes.";
    private static final List<String> COLUMNS = List.of("facility", "equipment", "quality");

    /** Most filters of one request. */
    static final int MOST = 100;

    /** A statement may be 262,144 bytes long, with its sensors and hours. */
    private static final int MAX_CONDITION_LENGTH = 150_000;

    private ReadingFilter() {}

    /** The condition. A text is compared as it is, any other value of an attribute by its JSON. */
    static String condition(HttpParameters parameters) {
        Stream<String> columns = COLUMNS.stream()
                .flatMap(column -> parameters.getAll(column).stream()
                        .map(value -> "%s = %s".formatted(column, SensorIds.sql(value))));
        Stream<String> attributes = parameters.names().stream()
                .filter(name -> name.startsWith(ATTRIBUTE))
                .sorted()
                .flatMap(name -> parameters.getAll(name).stream()
                        .map(value -> attribute(name.substring(ATTRIBUTE.length()), value)));
        List<String> all = Stream.concat(columns, attributes).toList();
        if (all.size() > MOST) {
            throw new WrongParameterException(
                    "attributes", "there may be %d filters, these are %d".formatted(MOST, all.size()));
        }
        if (all.stream().mapToInt(String::length).sum() > MAX_CONDITION_LENGTH) {
            throw new WrongParameterException("attributes", "the filters are too long together");
        }
        return all.isEmpty() ? "1" : String.join(" AND ", all);
    }

    private static String attribute(String key, String value) {
        return "JSONHas(attributes, ${key}) AND if(JSONType(attributes, ${key}) = 'String', JSONExtractString(attributes, ${key}), JSONExtractRaw(attributes, ${key})) = ${value}"
                .replace("${key}", SensorIds.sql(key))
                .replace("${value}", SensorIds.sql(value));
    }
}
