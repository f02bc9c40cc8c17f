package dev.millrace.traffic.intake;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The text of a page view in the making: a good one to begin with, of which a test spoils what it is about. */
final class PageView {
    private final Map<String, String> fields = new LinkedHashMap<>();
    private final List<String> further = new ArrayList<>();

    private PageView() {
        fields.put("request_id", "7");
        fields.put("user_id", "42");
        fields.put("created_at", "\"2026-11-19T10:05:03.250Z\"");
        fields.put("page_url", "\"/\"");
    }

    static PageView good() {
        return new PageView();
    }

    /** Puts another value into a field, as it stands in JSON. */
    PageView with(String field, String json) {
        fields.put(field, json);
        return this;
    }

    PageView without(String field) {
        fields.remove(field);
        return this;
    }

    /** Adds a field behind all others, whether it is there already or not. */
    PageView and(String field, String json) {
        further.add("\"%s\":%s".formatted(field, json));
        return this;
    }

    Decoded decode() {
        return Decoded.of(json());
    }

    String json() {
        List<String> all = fields.entrySet().stream()
                .map(field -> "\"%s\":%s".formatted(field.getKey(), field.getValue()))
                .collect(Collectors.toCollection(ArrayList::new));
        all.addAll(further);
        return "{" + String.join(",", all) + "}";
    }
}
