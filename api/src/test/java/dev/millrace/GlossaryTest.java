package dev.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds the glossary against the code and the settings. */
class GlossaryTest {
    private static final Path GLOSSARY = Path.of("../docs/glossary.md");
    private static final Path SETTINGS = Path.of("../docs/configuration.md");
    private static final Path SOURCES = Path.of("src/main/java");
    private static final int MAX_LINE = 120;
    private static final int MAX_WORDS = 900;

    private static final Pattern CLASS = Pattern.compile("`([A-Z][A-Za-z]+)`");
    private static final Pattern SETTING = Pattern.compile("`(MILLRACE_[A-Z_]+)`");

    @Test
    void everyClassOfTheGlossaryExists() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            List<String> classes = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".java"))
                    .map(name -> name.replace(".java", ""))
                    .toList();
            assertThat(named(CLASS)).isNotEmpty().isSubsetOf(classes);
        }
    }

    @Test
    void everySettingOfTheGlossaryIsDocumented() throws IOException {
        assertThat(Files.readString(SETTINGS)).contains(named(SETTING));
    }

    @Test
    void theGlossaryIsShort() throws IOException {
        assertThat(Files.readString(GLOSSARY).split("\\s+")).hasSizeLessThanOrEqualTo(MAX_WORDS);
        assertThat(Files.readAllLines(GLOSSARY))
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(MAX_LINE));
    }

    private static List<String> named(Pattern pattern) throws IOException {
        return pattern.matcher(Files.readString(GLOSSARY))
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
    }
}
