package dev.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What every package and every file keeps to. */
class PackageInfoTest {
    private static final int MAX_LINES = 300;

    /** One sentence or more, and nothing that can be null without saying so. */
    private static final Pattern PACKAGE_INFO =
            Pattern.compile("/\\*\\* [A-Z].*?\\. ?\\*/\\s+@NullMarked\\s+package .*", Pattern.DOTALL);

    /** Names that say nothing about what a class does. */
    private static final Pattern EMPTY_NAME = Pattern.compile("\\w*(Utils?|Managers?|Helpers?|Impl)|Base([A-Z]\\w*)?");

    private static final Pattern CLASS = Pattern.compile("\\b(?:class|interface|record|enum) (\\w+)");

    @Test
    void everyPackageSaysInASentenceWhatItIsFor() throws IOException {
        List<String> offenders = new ArrayList<>();
        for (Path file : list(PackageInfoTest::isJava)) {
            Path info = file.resolveSibling("package-info.java");
            if (!Files.exists(info)
                    || !PACKAGE_INFO.matcher(Files.readString(info)).matches()) {
                offenders.add(info.toString());
            }
        }
        assertThat(offenders).isEmpty();
    }

    @Test
    void noFileIsTooLongToRead() throws IOException {
        List<String> offenders = new ArrayList<>();
        for (Path file : list(PackageInfoTest::isJava)) {
            int lines = Files.readAllLines(file).size();
            if (lines > MAX_LINES) {
                offenders.add("%s: %s lines".formatted(file, lines));
            }
        }
        assertThat(offenders).isEmpty();
    }

    @Test
    void noClassHasANameThatSaysNothing() throws IOException {
        List<String> offenders = new ArrayList<>();
        for (Path file : list(PackageInfoTest::isJava)) {
            String code = Files.readString(file).replaceAll("(?s)/\\*.*?\\*/|//[^\\n]*", "");
            CLASS.matcher(code)
                    .results()
                    .map(found -> found.group(1))
                    .filter(name -> EMPTY_NAME.matcher(name).matches())
                    .forEach(name -> offenders.add("%s: %s".formatted(file, name)));
        }
        assertThat(offenders).isEmpty();
    }

    @Test
    void anEmptyNameIsKnownWhenItIsSeen() {
        assertThat(List.of("FrameUtils", "Util", "BufferManager", "Helper", "EventBufferImpl", "BaseBuffer", "Base"))
                .allMatch(name -> EMPTY_NAME.matcher(name).matches());
        assertThat(List.of("FrameCodec", "Baseline", "Simple", "Utilisation"))
                .noneMatch(name -> EMPTY_NAME.matcher(name).matches());
    }

    private static boolean isJava(Path file) {
        return file.toString().endsWith(".java");
    }

    private static List<Path> list(Predicate<Path> wanted) throws IOException {
        try (Stream<Path> all = Files.walk(Path.of("src/main/java"))) {
            List<Path> found = all.filter(wanted).sorted().toList();
            assertThat(found).isNotEmpty();
            return found;
        }
    }
}
