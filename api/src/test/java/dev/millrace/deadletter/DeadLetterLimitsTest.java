package dev.millrace.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How many letters there may be, and for how long. */
class DeadLetterLimitsTest {
    private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");
    private static final Duration MAX_AGE = Duration.ofDays(2);

    @TempDir
    Path dataDir;

    private final MeterRegistry registry = new SimpleMeterRegistry();
    private Instant now = NOON;

    @Test
    void theLastLetterThatFitsIsTakenAndOneByteLessIsTooLittle() throws Exception {
        TestLetters.add(letters(1 << 20), "a");
        long twoLines = 2 * Files.size(file());
        DeadLetters tooSmall = letters(twoLines - 1);
        assertThatThrownBy(() -> TestLetters.add(tooSmall, "b"))
                .isInstanceOf(DeadLettersFullException.class)
                .hasMessageContaining("MILLRACE_DEAD_LETTERS_MAX_BYTES");
        assertThat(texts()).containsExactly("a");
        assertThat(tooSmall.problem()).get().asString().contains("%s of %s".formatted(twoLines / 2, twoLines - 1));
        assertThat(isFull()).isTrue();

        DeadLetters enough = letters(twoLines);
        TestLetters.add(enough, "b");
        assertThat(enough.problem()).isEmpty();
        assertThatThrownBy(() -> TestLetters.add(enough, "c")).isInstanceOf(DeadLettersFullException.class);
        assertThat(texts()).containsExactly("a", "b");
        assertThat(Files.size(file())).isEqualTo(twoLines);
    }

    @Test
    void aRowThatIsThereAlreadyNeedsNoRoom() throws Exception {
        TestLetters.add(letters(1 << 20), "a");
        DeadLetters full = letters(Files.size(file()));
        TestLetters.add(full, "a");
        assertThat(full.problem()).isEmpty();
    }

    @Test
    void aRemovalMakesRoom() throws Exception {
        TestLetters.add(letters(1 << 20), "a");
        DeadLetters full = letters(Files.size(file()));
        assertThatThrownBy(() -> TestLetters.add(full, "b")).isInstanceOf(DeadLettersFullException.class);
        assertThat(full.removeIf(DeadLetterRemoval.DISCARDED, _ -> true)).isOne();
        assertThat(full.problem()).isEmpty();
        assertThat(isFull()).isFalse();
        TestLetters.add(full, "b");
        assertThat(texts()).containsExactly("b");
    }

    @Test
    void aLetterIsDeletedWhenItIsOlderThanTheAgeAndNotBefore() throws Exception {
        DeadLetters letters = letters(1 << 20);
        TestLetters.add(letters, "old");
        now = NOON.plusMillis(1);
        TestLetters.add(letters, "young");
        now = NOON.plus(Duration.ofDays(1));
        TestLetters.add(letters, "of the next day");
        now = NOON.plus(MAX_AGE);
        assertThat(letters.expire()).isZero();
        now = NOON.plus(MAX_AGE).plusMillis(1);
        assertThat(letters.expire()).isOne();
        assertThat(texts()).containsExactly("young", "of the next day");
        now = NOON.plus(MAX_AGE).plus(Duration.ofDays(30));
        assertThat(letters.expire()).isEqualTo(2);
        assertThat(file()).doesNotExist();
        assertThat(registry.counter("millrace.dead.letters.removed", "how", "expired")
                        .count())
                .isEqualTo(3);
    }

    @Test
    void anAgeBelowAMinuteIsRefused() {
        DeadLetterConfig _ = new DeadLetterConfig(Duration.ofMinutes(1), 1024);
        assertThatThrownBy(() -> new DeadLetterConfig(Duration.ofMillis(59_999), 1024))
                .hasMessageContaining("MILLRACE_DEAD_LETTERS_MAX_AGE");
    }

    private DeadLetters letters(long maxBytes) {
        registry.clear();
        return TestLetters.in(dataDir, () -> now, new DeadLetterConfig(MAX_AGE, maxBytes), registry);
    }

    private boolean isFull() {
        return registry.get("millrace.dead.letters.full").gauge().value() == 1;
    }

    private Path file() {
        return dataDir.resolve("dead-letters/2026-01-31.ndjson");
    }

    private List<String> texts() throws Exception {
        List<String> texts = new ArrayList<>();
        TestLetters.in(dataDir, () -> now).visit(letter -> texts.add(TestLetters.text(letter)));
        return texts;
    }
}
