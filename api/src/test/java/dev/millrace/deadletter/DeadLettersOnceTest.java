package dev.millrace.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A row has one letter, whatever happens in between, and never none. */
class DeadLettersOnceTest {
    private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");

    @TempDir
    Path dataDir;

    private final MeterRegistry registry = new SimpleMeterRegistry();
    private Instant now = NOON;
    private DeadLetters letters;

    @BeforeEach
    void restart() {
        letters = TestLetters.in(
                dataDir, () -> now, new DeadLetterConfig(Duration.ofDays(90), 1 << 30), new SimpleMeterRegistry());
    }

    @Test
    void aRowThatIsAddedAgainByTheSameProcessIsThereOnce() throws Exception {
        add("a", "b", "a", "b", "c");
        assertThat(texts()).containsExactly("a", "b", "c");
    }

    @Test
    void aRowThatIsAddedAgainAfterACrashIsThereOnceAndKeepsItsId() throws Exception {
        add("a", "b");
        DeadLetterId id = list().getFirst().id();
        restart();
        add("a", "b", "c");
        assertThat(texts()).containsExactly("a", "b", "c");
        assertThat(list().getFirst().id()).isEqualTo(id);
    }

    @Test
    void aRowThatIsAddedAgainBehindMidnightIsThereOnce() throws Exception {
        add("a");
        restart();
        now = NOON.plus(Duration.ofDays(1));
        add("a", "b");
        assertThat(texts()).containsExactly("a", "b");
    }

    @Test
    void aRowWhoseLetterWasTornByTheCrashIsAddedAgain() throws Exception {
        add("a", "b");
        byte[] whole = Files.readAllBytes(file());
        for (int missing = 1; missing < 100; missing++) {
            Files.write(file(), Arrays.copyOf(whole, whole.length - missing));
            restart();
            add("a", "b");
            assertThat(texts()).as("%s bytes missing", missing).containsExactly("a", "b");
        }
    }

    @Test
    void aRowWhoseLetterWasRemovedIsAddedAgain() throws Exception {
        add("a", "b");
        letters.removeIf(
                DeadLetterRemoval.DISCARDED, letter -> TestLetters.text(letter).equals("a"));
        add("a", "b");
        assertThat(texts()).containsExactly("b", "a");
    }

    @Test
    void aRowWhoseFileWasDeletedByHandIsAddedAgain() throws Exception {
        add("a");
        Files.delete(file());
        add("a");
        assertThat(texts()).containsExactly("a");
    }

    @Test
    void aRowThatIsRefusedAgainWhileItsReplayIsUnderWayIsNotRemovedWithTheReplayedLetter() throws Exception {
        add("a");
        try (DeadLetters.Replay replay = letters.startReplay()) {
            add("a");
            add("a");
            letters.removeIf(DeadLetterRemoval.REPLAYED, letter -> letter.sequence() <= replay.lastSequence());
        }
        assertThat(texts()).containsExactly("a");
        add("a");
        assertThat(texts()).containsExactly("a");
    }

    @Test
    void aCrashBetweenARefusalAndTheRemovalOfTheReplayedLetterLeavesOneOfThem() throws Exception {
        add("a", "b");
        DeadLetters.Replay _ = letters.startReplay();
        add("a");
        assertThat(texts()).containsExactly("a", "b", "a");
        restart();
        add("c");
        assertThat(texts()).containsExactly("b", "a", "c");
    }

    @Test
    void twoReplaysAreOverWhenBothAre() throws Exception {
        add("a");
        DeadLetters.Replay first = letters.startReplay();
        DeadLetters.Replay second = letters.startReplay();
        first.close();
        add("a");
        assertThat(texts()).containsExactly("a", "a");
        second.close();
        add("a");
        assertThat(texts()).containsExactly("a", "a");
    }

    @Test
    void theNumbersOfLettersGrowAlsoWhenTheClockGoesBackAndOverRestarts() throws Exception {
        add("a");
        now = NOON.minus(Duration.ofHours(3));
        add("b");
        restart();
        now = NOON.minus(Duration.ofHours(2));
        add("c");
        assertThat(texts()).containsExactly("a", "b", "c");
        assertThat(list().stream().map(DeadLetter::sequence)).isSorted().doesNotHaveDuplicates();
        assertThat(list().get(1).at()).as("the time is what the clock said").isEqualTo(NOON.minus(Duration.ofHours(3)));
    }

    @Test
    void linesThatAreNoLettersAreNotCounted() throws Exception {
        add("a", "b");
        Files.writeString(file(), "{\"payload\":\"x\"}\n", StandardOpenOption.APPEND);
        letters = TestLetters.in(dataDir, () -> now, new DeadLetterConfig(Duration.ofDays(90), 1 << 30), registry);
        letters.tick();
        assertThat(gauge("millrace.dead.letters.waiting")).isEqualTo(2);
        assertThat(gauge("millrace.dead.letters.bytes")).isEqualTo((double) Files.size(file()));
        add("c");
        letters.removeIf(
                DeadLetterRemoval.ERASED, letter -> !TestLetters.text(letter).equals("b"));
        assertThat(gauge("millrace.dead.letters.waiting")).isEqualTo(1);
        assertThat(gauge("millrace.dead.letters.bytes")).isEqualTo((double) Files.size(file()));
        assertThat(registry.counter("millrace.dead.letters.removed", "how", "erased")
                        .count())
                .isEqualTo(2);
        assertThat(registry.counter("millrace.dead.letters.added", "table", "text7", "code", "1")
                        .count())
                .isEqualTo(1);
    }

    private double gauge(String name) {
        return registry.get(name).gauge().value();
    }

    private Path file() {
        return dataDir.resolve("dead-letters/2026-01-31.ndjson");
    }

    private void add(String... texts) throws IOException {
        for (String text : texts) {
            TestLetters.add(letters, text);
        }
    }

    private List<DeadLetter> list() throws IOException {
        List<DeadLetter> list = new ArrayList<>();
        letters.visit(list::add);
        return list;
    }

    private List<String> texts() throws IOException {
        return list().stream().map(TestLetters::text).toList();
    }
}
