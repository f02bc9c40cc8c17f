package dev.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Code that both kinds of events need stands once, in a package that they share. */
class NoDuplicationTest {
    private static final Path ROOT = Path.of("src/main/java/dev/millrace");
    private static final int MAX_RUN = 12;

    @Test
    void noLongRunOfLinesStandsInBothKinds() throws IOException {
        Map<List<String>, Path> runs = new HashMap<>();
        for (Path file : sources("traffic")) {
            runsOf(Files.readString(file)).forEach(run -> runs.put(run, file));
        }
        List<String> repeated = new ArrayList<>();
        for (Path file : sources("sensor")) {
            runsOf(Files.readString(file)).stream()
                    .filter(runs::containsKey)
                    .findFirst()
                    .ifPresent(run -> repeated.add("%s and %s: %s".formatted(file, runs.get(run), run)));
        }
        assertThat(repeated).isEmpty();
    }

    @Test
    void theNamesOfAKindMakeNoDifference() {
        String body = "    a();\n".repeat(MAX_RUN);
        assertThat(runsOf("import one.Two;\nSensorThing x; // said\n" + body))
                .isEqualTo(runsOf("/** Says. */\nTrafficThing x;\n" + body))
                .hasSize(1);
    }

    /** Code without comments and imports, in runs of one line more than may be repeated. */
    private static List<List<String>> runsOf(String source) {
        List<String> lines = source.replaceAll("(?s)/\\*.*?\\*/", "")
                .replaceAll("//.*", "")
                .replaceAll("(?i)traffic|sensors?|page_?views?|views?|readings?", "kind")
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("import ") && !line.startsWith("package "))
                .toList();
        List<List<String>> runs = new ArrayList<>();
        for (int i = 0; i + MAX_RUN < lines.size(); i++) {
            runs.add(lines.subList(i, i + MAX_RUN + 1));
        }
        return runs;
    }

    private static List<Path> sources(String kind) throws IOException {
        try (Stream<Path> files = Files.walk(ROOT.resolve(kind))) {
            List<Path> sources =
                    files.filter(file -> file.toString().endsWith(".java")).toList();
            assertThat(sources).hasSizeGreaterThan(30);
            return sources;
        }
    }
}
