package dev.millrace.testing;

import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.Yaml;

/**
 * A look into a JSON answer. What is not there is an empty object.
 *
 * @param value a map, a list, a string, a number or a boolean
 */
public record JsonValue(Object value) {
    /** Reads JSON, which is YAML too. */
    public static JsonValue parse(String json) {
        return new JsonValue(new Yaml().load(json));
    }

    /** A member of an object. */
    public JsonValue get(String name) {
        Object member = value instanceof Map<?, ?> map ? map.get(name) : null;
        return new JsonValue(member == null ? Map.of() : member);
    }

    /** True if it is an object with that member. */
    public boolean has(String name) {
        return value instanceof Map<?, ?> map && map.containsKey(name);
    }

    /** The members of an array. */
    public List<JsonValue> list() {
        return ((List<?>) value).stream().map(JsonValue::new).toList();
    }

    /** A string's or number's text. */
    public String text() {
        return value.toString();
    }

    /** A number. */
    public long number() {
        return ((Number) value).longValue();
    }
}
