package dev.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tests that the page about security names exist, and each of its threats has some. */
class ThreatModelTest {
    private static final Path PAGE = Path.of("../docs/security.md");
    private static final Path TESTS = Path.of("src/test/java");
    private static final Pattern THREAT = Pattern.compile("(?m)^T(\\d+) \\|(.*)$");

    /** {@code ClassTest} or {@code ClassIT.method}. */
    private static final Pattern NAMED = Pattern.compile("`([A-Z]\\w*(?:Test|IT))(?:\\.(\\w+))?`");

    /** What CI runs beside the tests. */
    private static final Pattern CI_CHECK = Pattern.compile("`(\\.ci/\\w+\\.py)`");

    @Test
    void everyThreatNamesTestsThatThereAre() throws IOException {
        List<String> wrong = wrong(Files.readString(PAGE));
        assertThat(wrong).isEmpty();
    }

    @Test
    void threatsAreNumberedWithoutGaps() throws IOException {
        List<Integer> numbers = THREAT.matcher(Files.readString(PAGE))
                .results()
                .map(line -> Integer.parseInt(line.group(1)))
                .toList();
        assertThat(numbers).hasSizeGreaterThan(8);
        assertThat(numbers)
                .isEqualTo(IntStream.rangeClosed(1, numbers.size()).boxed().toList());
    }

    @Test
    void aTestThatIsGoneIsNoticed() throws IOException {
        assertThat(wrong("T1 | a threat | `ThreatModelTest.aTestThatIsGoneIsNoticed`"))
                .isEmpty();
        assertThat(wrong("T1 | a threat | `ThreatModelTest.aMethodThatIsNotThere`"))
                .containsExactly("T1: ThreatModelTest.aMethodThatIsNotThere");
        assertThat(wrong("T1 | a threat | `NoSuchClassIT`")).containsExactly("T1: NoSuchClassIT");
        assertThat(wrong("T1 | a threat | trust us")).containsExactly("T1 names no test");
    }

    private static List<String> wrong(String page) throws IOException {
        List<String> wrong = new ArrayList<>();
        for (MatchResult threat : THREAT.matcher(page).results().toList()) {
            String number = "T" + threat.group(1);
            List<MatchResult> tests = NAMED.matcher(threat.group(2)).results().toList();
            boolean isCheckedByCi = CI_CHECK.matcher(threat.group(2))
                    .results()
                    .anyMatch(check -> Files.exists(Path.of("..", check.group(1))));
            if (tests.isEmpty() && !isCheckedByCi) {
                wrong.add(number + " names no test");
            }
            for (MatchResult test : tests) {
                if (!exists(test.group(1), Optional.ofNullable(test.group(2)))) {
                    wrong.add(number + ": " + test.group(1) + (test.group(2) == null ? "" : "." + test.group(2)));
                }
            }
        }
        return wrong;
    }

    private static boolean exists(String name, Optional<String> method) throws IOException {
        try (Stream<Path> sources = Files.walk(TESTS)) {
            Optional<Path> source =
                    sources.filter(file -> file.endsWith(name + ".java")).findFirst();
            if (source.isEmpty()) {
                return false;
            }
            String text = Files.readString(source.get());
            return method.isEmpty()
                    // A test is package-private, so that its line begins with its type.
                    || Pattern.compile("(?m)^ +(void|List<DynamicTest>|boolean) %s\\(".formatted(method.get()))
                            .matcher(text)
                            .find();
        }
    }
}
