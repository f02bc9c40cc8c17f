package dev.millrace.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testing.TextTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Letters are read in pages, however many there are and whatever becomes of them meanwhile. */
class DeadLetterPageTest {
    private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");

    @TempDir
    Path dataDir;

    private Instant now = NOON;
    private DeadLetters letters;

    @BeforeEach
    void start() {
        letters = TestLetters.in(dataDir, () -> now);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 24, 25, 26, 1000})
    void pagesTogetherAreAllLettersInTheirOrder(int limit) throws Exception {
        List<String> all = add(25);
        assertThat(pages(DeadLetterFilter.ALL, limit)).isEqualTo(all);
    }

    @Test
    void theLastPageNamesNoNextOne() throws Exception {
        add(2);
        assertThat(letters.page(DeadLetterFilter.ALL, null, 2, 1 << 20).next()).isNull();
        assertThat(letters.page(DeadLetterFilter.ALL, null, 1, 1 << 20).next()).isNotNull();
    }

    @Test
    void aPageEndsBehindTheLetterThatPassesItsBytes() throws Exception {
        TestLetters.add(letters, "x".repeat(100));
        TestLetters.add(letters, "y".repeat(100));
        int one = 102 + 2 * ("refused ".length() + 100);
        assertThat(letters.page(DeadLetterFilter.ALL, null, 9, one - 1).letters())
                .hasSize(1);
        assertThat(letters.page(DeadLetterFilter.ALL, null, 9, one).letters()).hasSize(2);
        assertThat(letters.page(DeadLetterFilter.ALL, null, 9, 0).letters()).hasSize(1);
    }

    @Test
    void whatIsRemovedOrAddedBetweenTwoPagesMovesNoOther() throws Exception {
        List<String> all = add(25);
        DeadLetterPage first = letters.page(DeadLetterFilter.ALL, null, 10, 1 << 20);
        letters.removeIf(DeadLetterRemoval.DISCARDED, letter -> all.indexOf(TestLetters.text(letter)) < 12);
        TestLetters.add(letters, "new");
        DeadLetterPage rest = letters.page(DeadLetterFilter.ALL, first.next(), 100, 1 << 20);
        assertThat(texts(rest))
                .isEqualTo(Stream.concat(all.subList(12, 25).stream(), Stream.of("new"))
                        .toList());
    }

    @Test
    void filtersPickByTimeTableCodeAndWords() throws Exception {
        TestLetters.add(letters, "a", 6);
        now = NOON.plusSeconds(1);
        TestLetters.add(letters, "b", 469);
        now = NOON.plus(Duration.ofDays(1));
        TestLetters.add(letters, "c", 469);
        assertThat(pages(new DeadLetterFilter(NOON, null, null, null, null), 9)).containsExactly("a", "b", "c");
        assertThat(pages(new DeadLetterFilter(NOON.plusMillis(1), null, null, null, null), 9))
                .containsExactly("b", "c");
        assertThat(pages(new DeadLetterFilter(null, NOON.plusSeconds(1), null, null, null), 9))
                .containsExactly("a");
        assertThat(pages(new DeadLetterFilter(null, now, null, null, null), 9)).containsExactly("a", "b");
        assertThat(pages(new DeadLetterFilter(null, null, "text7", 469, null), 1))
                .containsExactly("b", "c");
        assertThat(pages(new DeadLetterFilter(null, null, "text8", null, null), 9))
                .isEmpty();
        assertThat(pages(new DeadLetterFilter(null, null, null, null, "refused c"), 9))
                .containsExactly("c");
    }

    @Test
    void aPlaceIsFoundInAFileOfAnyShapeAlsoAmongDamage() throws Exception {
        long seed = RandomGenerator.getDefault().nextLong();
        SplittableRandom random = new SplittableRandom(seed);
        List<String> all = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            String text = "row " + i;
            all.add(text);
            TestLetters.add(
                    letters,
                    TextTable.of(7),
                    1,
                    TextTable.rows(List.of(text)),
                    1,
                    "x".repeat(random.nextInt(10) == 0 ? random.nextInt(200_000) : random.nextInt(300)));
            if (random.nextInt(30) == 0) {
                Files.writeString(
                        dataDir.resolve("dead-letters/2026-01-31.ndjson"),
                        "?".repeat(random.nextInt(100_000)) + "\n",
                        StandardOpenOption.APPEND);
            }
        }
        assertThat(pages(DeadLetterFilter.ALL, 1 + random.nextInt(20)))
                .as("seed %s", seed)
                .isEqualTo(all);
    }

    @Test
    void aLetterIsFoundByItsId() throws Exception {
        add(5);
        List<DeadLetter> all =
                letters.page(DeadLetterFilter.ALL, null, 9, 1 << 20).letters();
        for (DeadLetter letter : all) {
            assertThat(DeadLetterId.parse(letter.id().toString())).contains(letter.id());
            assertThat(letters.find(letter.id()).map(TestLetters::text)).contains(TestLetters.text(letter));
        }
        letters.removeIf(
                DeadLetterRemoval.DISCARDED,
                letter -> letter.id().equals(all.getFirst().id()));
        assertThat(letters.find(all.getFirst().id())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2026-01-31",
                "2026-02-30-00112233445566778899aabbccddeeff",
                "../../etc/passwd",
                "2026-01-31_17"
            })
    void whatIsNoIdIsNone(String text) {
        assertThat(DeadLetterId.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "2026-01-31", "2026-02-30_17", "2026-01-31_-1", "2026-01-31_9999999999999999999"})
    void whatIsNoPlaceIsNone(String text) {
        assertThat(DeadLetterPosition.parse(text)).isEmpty();
    }

    /** Over three days. */
    private List<String> add(int count) throws IOException {
        List<String> texts = IntStream.range(0, count).mapToObj(i -> "row " + i).toList();
        for (int i = 0; i < count; i++) {
            now = NOON.plus(Duration.ofDays(i * 3L / count));
            TestLetters.add(letters, texts.get(i));
        }
        return texts;
    }

    private List<String> pages(DeadLetterFilter filter, int limit) throws IOException {
        List<String> texts = new ArrayList<>();
        @Nullable DeadLetterPosition after = null;
        do {
            DeadLetterPage page = letters.page(filter, after, limit, 1 << 20);
            assertThat(page.letters()).hasSizeLessThanOrEqualTo(limit);
            texts.addAll(texts(page));
            DeadLetterPosition next = page.next();
            after = next == null
                    ? null
                    : DeadLetterPosition.parse(next.toString()).orElseThrow();
        } while (after != null);
        return texts;
    }

    private static List<String> texts(DeadLetterPage page) {
        return page.letters().stream().map(TestLetters::text).toList();
    }
}
