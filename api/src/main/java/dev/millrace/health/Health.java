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
 * @param remarks further remarks for an operator, by part; absent if there are none
 */
@Serdeable
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record Health(String status, Map<String, String> problems, Map<String, String> remarks) {
    static final Health OK = new Health("ok", Map.of(), Map.of());

    static Health of(Map<String, String> problems, Map<String, String> remarks) {
        return new Health(problems.isEmpty() ? "ok" : "unavailable", Map.copyOf(problems), Map.copyOf(remarks));
    }

    @JsonIgnore
    boolean isOk() {
        return problems.isEmpty();
    }
}
