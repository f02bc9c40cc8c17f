package dev.millrace.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.testing.TextTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class DeadLettersTest {
    private static final Instant NOON = Instant.parse("2026-01-31T12:00:00.123Z");
    private static final String DAY = "2026-01-31.ndjson";

    @TempDir
    Path dataDir;

    private Instant now = NOON;

    @Test
    void aLetterIsReadAsItWasAdded() throws Exception {
        letters().add(TextTable.of(7), 20_000, row("it"), 469, "Code: 469. \"quoted\"\nÜ");
        List<DeadLetter> found = new ArrayList<>();
        letters().visit(found::add);
        assertThat(found)
                .usingRecursiveFieldByFieldElementComparator()
                .containsExactly(new DeadLetter(
                        NOON.toEpochMilli() * 1000,
                        NOON,
                        "text7",
                        20_000,
                        469,
                        "Code: 469. \"quoted\"\nÜ",
                        TextTable.rows(List.of("it"))));
    }

    @Test
    void withoutLettersThereIsNothingToShowOrToRemove() throws Exception {
        assertThat(texts()).isEmpty();
        assertThat(letters().removeIf(DeadLetterRemoval.DISCARDED, _ -> true)).isZero();
        assertThat(dataDir).isEmptyDirectory();
    }

    @Test
    void lettersAreShownOldestFirst() throws Exception {
        add("one", "two");
        now = NOON.plus(Duration.ofDays(1));
        add("three");
        now = NOON.plus(Duration.ofDays(300));
        add("four");
        assertThat(files()).hasSize(3);
        assertThat(texts()).containsExactly("one", "two", "three", "four");
    }

    @Test
    void aVisitEndsWhenTheVisitorSaysSo() throws Exception {
        add("one", "two");
        now = NOON.plus(Duration.ofDays(1));
        add("three");
        List<String> seen = new ArrayList<>();
        letters().visit(letter -> {
            seen.add(text(letter));
            return false;
        });
        assertThat(seen).containsExactly("one");
    }

    @Test
    void linesOfAnyLengthAreRead() throws Exception {
        int rows = 0;
        String long1 = "x".repeat(65_000);
        String long2 = "y".repeat(200_000);
        for (String reason : List.of("", long1, "short", long2, long2, long1)) {
            letters().add(TextTable.of(7), 20_000, row("row " + rows++), 1, reason);
        }
        List<String> reasons = new ArrayList<>();
        letters().visit(letter -> reasons.add(letter.reason()));
        assertThat(reasons).containsExactly("", long1, "short", long2, long2, long1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 20, 80})
    void aTornLastLineIsNotShown(int missing) throws Exception {
        add("whole", "torn");
        tear(missing);
        assertThat(texts()).containsExactly("whole");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 20, 80})
    void aTornLastLineDoesNotSwallowTheLetterThatIsAddedAfterIt(int missing) throws Exception {
        add("whole", "torn");
        tear(missing);
        add("after");
        assertThat(texts()).containsExactly("whole", "after");
        assertThat(Files.readAllLines(file())).hasSize(2);
    }

    @Test
    void aFileThatIsOneTornLineIsBegunAnew() throws Exception {
        letters().add(TextTable.of(7), 20_000, row("torn"), 1, "x".repeat(200_000));
        tear(1);
        assertThat(texts()).isEmpty();
        add("after");
        assertThat(texts()).containsExactly("after");
    }

    @Test
    void damagedLinesAreNotShownAndHideNoOther() throws Exception {
        add("one");
        Files.writeString(file(), """

                no json
                {"sequence":1,"at":"2026-01-31T12:00:00Z","table":"text7","day":1,"code":1,"reason":"no row"}
                {"at":"2026-01-31T12:00:00Z","table":"text7","day":1,"code":1,"reason":"no number","row":""}
                {"sequence":1,"at":"yesterday","table":"text7","day":1,"code":1,"reason":"","row":""}
                {"sequence":1,"at":"2026-01-31T12:00:00Z","table":"text7","day":1,"code":1,"reason":"","row":"*"}
                {"sequence":1,"at":"2026-01-31T12:00:00Z","table":"text7","day":1,"code":"1","reason":"","row":""}
                {"sequence":1,"at":"2026-01-31T12:00:00Z","table":"text7","day":1,"code":1,"reason":"","row":""}{}
                []
                """, StandardOpenOption.APPEND);
        Files.write(file(), new byte[17 << 20], StandardOpenOption.APPEND);
        Files.writeString(file(), "\n", StandardOpenOption.APPEND);
        add("two");
        assertThat(texts()).containsExactly("one", "two");
        assertThat(remove("one")).isOne();
        assertThat(texts()).containsExactly("two");
        assertThat(file()).content().contains("no json", "yesterday");
    }

    @Test
    void whatALaterVersionWritesMoreIsPassedOver() throws Exception {
        add("one");
        String line = Files.readString(file());
        Files.writeString(file(), line.replace("{", "{\"more\":{\"a\":[1,{}]},"));
        assertThat(texts()).containsExactly("one");
    }

    @Test
    void thoseThatArePickedAreGoneAndTheOthersAreAsTheyWere() throws Exception {
        add("a1", "b1", "a2", "a3", "c1", "b2", "d1", "a4");
        now = NOON.plus(Duration.ofDays(1));
        add("c2", "a5");
        List<String> lines = Files.readAllLines(file());
        assertThat(remove("a1", "a2", "a3", "a4", "a5", "c1", "c2")).isEqualTo(7);
        assertThat(texts()).containsExactly("b1", "b2", "d1");
        assertThat(Files.readAllLines(file())).containsExactly(lines.get(1), lines.get(5), lines.get(6));
        assertThat(remove("a1", "c2")).isZero();
    }

    @Test
    void aFileThatBecomesEmptyIsDeleted() throws Exception {
        add("a");
        now = NOON.plus(Duration.ofDays(1));
        add("b");
        assertThat(remove("a")).isOne();
        assertThat(files()).containsExactly("2026-02-01.ndjson");
    }

    @Test
    void aFileThatHoldsNothingOfWhatIsRemovedIsNotTouched() throws Exception {
        add("a");
        Object before = Files.readAttributes(file(), "unix:ino").get("ino");
        assertThat(remove("b")).isZero();
        assertThat(Files.readAttributes(file(), "unix:ino").get("ino")).isEqualTo(before);
    }

    @Test
    void aTornLastLineGoesWithARemovalWhoseverItWas() throws Exception {
        add("whole", "torn");
        tear(5);
        assertThat(remove("nobody")).isZero();
        assertThat(Files.readAllLines(file())).hasSize(1);
        assertThat(Files.readString(file())).endsWith("\n");
        assertThat(texts()).containsExactly("whole");
    }

    @Test
    void whatACrashLeftOfARemovalIsNeitherShownNorKept() throws Exception {
        add("a", "b");
        Path unfinished = file().resolveSibling(DAY + ".new");
        Path ofAFileThatIsGone = file().resolveSibling("2025-01-31.ndjson.new");
        Files.writeString(unfinished, Files.readString(file()) + "{\"torn");
        Files.copy(unfinished, ofAFileThatIsGone);
        assertThat(texts()).containsExactly("a", "b");
        assertThat(remove("a")).isOne();
        assertThat(texts()).containsExactly("b");
        assertThat(files()).containsExactly(DAY);
    }

    @Test
    void aFailedRemovalLeavesEverythingAndCanBeRepeated() throws Exception {
        add("a", "b");
        assertThatThrownBy(() -> letters().removeIf(DeadLetterRemoval.DISCARDED, letter -> {
                    if (text(letter).equals("b")) {
                        throw new IllegalStateException("picker");
                    }
                    return true;
                }))
                .hasMessage("picker");
        assertThat(texts()).containsExactly("a", "b");
        assertThat(remove("a")).isOne();
        assertThat(texts()).containsExactly("b");
    }

    @Test
    void lettersAreAddedToTheFileThatARemovalPutInPlace() throws Exception {
        DeadLetters letters = letters();
        letters.add(TextTable.of(7), 20_000, row("a"), 1, "");
        letters.add(TextTable.of(7), 20_000, row("b"), 1, "");
        assertThat(letters.removeIf(
                        DeadLetterRemoval.DISCARDED, letter -> text(letter).equals("a")))
                .isOne();
        letters.add(TextTable.of(7), 20_000, row("c"), 1, "");
        assertThat(texts()).containsExactly("b", "c");
    }

    @Test
    void visitsBesideTheDrainShowWhatIsThereAllTheTime() throws Exception {
        List<String> stay = IntStream.range(0, 100).mapToObj(i -> "stays " + i).toList();
        for (String text : stay) {
            add("goes " + text, text);
        }
        AtomicBoolean done = new AtomicBoolean();
        CompletableFuture<Integer> visits = CompletableFuture.supplyAsync(() -> {
            int count = 0;
            while (!done.get()) {
                assertThat(texts().stream().filter(text -> text.startsWith("stays")))
                        .isEqualTo(stay);
                count++;
            }
            return count;
        });
        for (int i = 0; i < 20; i++) {
            remove("goes", "goes " + stay.get(i));
            add("goes");
            now = NOON.plus(Duration.ofDays(1));
            add("goes too");
            remove("goes", "goes too");
            now = NOON;
            add("goes");
            tear(30);
        }
        done.set(true);
        assertThat(visits.get()).isPositive();
    }

    @Test
    void whoRemovesAtTheSameTimeRemovesEachLetterOnceAndNoneThatIsAddedMeanwhile() throws Exception {
        DeadLetters letters = letters();
        for (int i = 0; i < 100; i++) {
            now = NOON.plus(Duration.ofDays(i / 25));
            TestLetters.add(letters, "goes " + i);
        }
        List<CompletableFuture<Integer>> removals = IntStream.range(0, 8)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> {
                    try {
                        return letters.removeIf(
                                DeadLetterRemoval.DISCARDED,
                                letter -> text(letter).startsWith("goes"));
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }))
                .toList();
        List<String> stay = IntStream.range(0, 20).mapToObj(i -> "stays " + i).toList();
        for (String text : stay) {
            TestLetters.add(letters, text);
        }
        assertThat(removals.stream().mapToInt(CompletableFuture::join).sum()).isEqualTo(100);
        assertThat(texts()).isEqualTo(stay);
    }

    private DeadLetters letters() {
        return TestLetters.in(dataDir, () -> now);
    }

    private void add(String... texts) throws IOException {
        for (String text : texts) {
            letters().add(TextTable.of(7), 20_000, row(text), 1, "refused");
        }
    }

    private int remove(String... texts) throws IOException {
        return letters()
                .removeIf(DeadLetterRemoval.DISCARDED, letter -> List.of(texts).contains(text(letter)));
    }

    private List<String> texts() {
        List<String> texts = new ArrayList<>();
        try {
            letters().visit(letter -> texts.add(text(letter)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return texts;
    }

    private static byte[] row(String text) {
        return TextTable.rows(List.of(text));
    }

    private static String text(DeadLetter letter) {
        return TestLetters.text(letter);
    }

    private Path file() {
        return dataDir.resolve("dead-letters").resolve(DAY);
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(dataDir.resolve("dead-letters"))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    /** Takes the last bytes away, as a crash while the last line was written may. */
    private void tear(int bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(file(), StandardOpenOption.WRITE)) {
            channel.truncate(channel.size() - bytes);
        }
    }
}
