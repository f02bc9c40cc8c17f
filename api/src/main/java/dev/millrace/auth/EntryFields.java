package dev.millrace.auth;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The fields of a JSON object that a person wrote. Messages name the object and the field, and quote no value: it may be a secret. */
public final class EntryFields {
    private final Map<?, ?> fields;

    /** The name of the object in messages. */
    private String label;

    /** @param label the name of the object in messages */
    public EntryFields(String label, Map<?, ?> fields) {
        this.label = label;
        this.fields = fields;
    }

    /** Changes the name of the object in messages. */
    public void label(String better) {
        label = better;
    }

    /** Refuses other fields than those. */
    public void checkNames(Set<String> known) {
        for (Object field : fields.keySet()) {
            if (!known.contains(String.valueOf(field))) {
                throw wrong("it has a field that is none of "
                        + String.join(", ", known.stream().sorted().toList()));
            }
        }
    }

    /** Returns true if the field is there, whatever its value. */
    public boolean has(String field) {
        return fields.containsKey(field);
    }

    /** Returns a text that matches, or fails with what was expected. */
    public String text(String field, Pattern pattern, String expected) {
        if (fields.get(field) instanceof String text && pattern.matcher(text).matches()) {
            return text;
        }
        throw wrong("%s must be %s".formatted(field, expected));
    }

    /** Returns a list; an empty one if the field is missing. */
    public List<?> list(String field) {
        Object value = fields.get(field);
        if (value == null) {
            return List.of();
        }
        if (value instanceof List<?> list) {
            return list;
        }
        throw wrong(field + " must be a list");
    }

    /** Returns a list of texts, not empty if the field is there; an empty one if it is missing. */
    public List<String> texts(String field, String expected) {
        List<?> values = list(field);
        if ((values.isEmpty() && has(field)) || !values.stream().allMatch(value -> value instanceof String)) {
            throw wrong("%s must be %s".formatted(field, expected));
        }
        return values.stream().map(String::valueOf).toList();
    }

    /** Returns an object; an empty one if the field is missing. */
    public Map<?, ?> object(String field) {
        Object value = fields.get(field);
        if (value == null) {
            return Map.of();
        }
        if (value instanceof Map<?, ?> map) {
            return map;
        }
        throw wrong(field + " must be an object");
    }

    /** Returns a whole number in a range; null if the field is missing. */
    public @Nullable Long number(String field, long least, long most) {
        Object value = fields.get(field);
        if (value == null && !has(field)) {
            return null;
        }
        boolean isWhole = value instanceof Integer || value instanceof Long;
        if (isWhole && value instanceof Number number) {
            long whole = number.longValue();
            if (whole >= least && whole <= most) {
                return whole;
            }
        }
        throw wrong("%s must be a whole number from %s to %s".formatted(field, least, most));
    }

    /** Returns a time; null if the field is missing. */
    public @Nullable Instant time(String field) {
        if (!has(field)) {
            return null;
        }
        try {
            return OffsetDateTime.parse(String.valueOf(fields.get(field))).toInstant();
        } catch (DateTimeException e) {
            throw wrong(field + " must be a time such as 2026-12-31T00:00:00Z");
        }
    }

    /** Makes the failure. */
    public IllegalArgumentException wrong(String what) {
        return new IllegalArgumentException(label + ": " + what);
    }
}
