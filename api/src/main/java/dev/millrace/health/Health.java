package dev.millrace.health;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.micronaut.serde.annotation.Serdeable;
import java.util.Map;

/**
 * The body of a health answer.
 *
 * @param status {@code ok} or {@code unavailable}
 * @param problems what is wrong, by part; absent if nothing is
 */
@Serdeable
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record Health(String status, Map<String, String> problems) {
    static final Health OK = new Health("ok", Map.of());

    static Health of(Map<String, String> problems) {
        return problems.isEmpty() ? OK : new Health("unavailable", Map.copyOf(problems));
    }

    @JsonIgnore
    boolean isOk() {
        return problems.isEmpty();
    }
}
