package dev.millrace.traffic.erasure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.deadletter.DeadLetter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PayloadErasureMatcherTest {
    private static final Instant AT = Instant.parse("2026-11-19T10:00:00Z");
    private static final String TEXT = "[{\"user_id\": 7, \"page_url\": 1}, {\"user_id\":\"8\"";

    @Test
    void aPayloadIsOfEverybodyWhomItNames() {
        assertThat(PayloadErasureMatcher.users(letter(0))).containsExactly(7L, 8L);
        assertThat(PayloadErasureMatcher.users(letter(469))).as("a row").isEmpty();
    }

    @Test
    void itGoesWithAnErasureOfOneOfThemThatIsLater() {
        assertThat(PayloadErasureMatcher.isErased(letter(0), Map.of(8L, AT.toEpochMilli())))
                .isTrue();
        assertThat(PayloadErasureMatcher.isErased(letter(0), Map.of(8L, AT.toEpochMilli() - 1)))
                .isFalse();
        assertThat(PayloadErasureMatcher.isErased(letter(0), Map.of(9L, AT.toEpochMilli())))
                .isFalse();
    }

    private static DeadLetter letter(int code) {
        return new DeadLetter(1, AT, "kafka:views/0/1", 0, code, "why", TEXT.getBytes(StandardCharsets.UTF_8));
    }
}
