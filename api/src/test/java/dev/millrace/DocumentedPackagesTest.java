package dev.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Compares the packages that README and design.md name with those that there are. */
class DocumentedPackagesTest {
    private static final Path ROOT = Path.of("src/main/java/dev/millrace");
    private static final Pattern CODE = Pattern.compile("`([a-z.]+)`");
    private static final Pattern ROW = Pattern.compile("(?m)^`([a-z.]+)` \\|");

    @Test
    void theWayOfAnEventAndOfAReportLeadsThroughPackagesThatThereAre() throws IOException {
        String readme = Files.readString(Path.of("../README.md"));
        String flow = readme.substring(readme.indexOf("\n1. "), readme.indexOf("## Read on"));
        Set<String> named = names(CODE, flow);
        named.removeAll(Set.of("disk", "stored"));
        assertThat(named).hasSizeGreaterThan(8);
        assertThat(packages()).containsAll(named);
    }

    @Test
    void theDesignSaysWhatEveryPackageIsFor() throws IOException {
        assertThat(names(ROW, Files.readString(Path.of("../docs/design.md"))))
                .containsExactlyInAnyOrderElementsOf(packages());
    }

    private static Set<String> names(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map((MatchResult found) -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Those below the root package, which only holds the entry point. */
    private static Set<String> packages() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT)) {
            return files.filter(file -> file.endsWith("package-info.java"))
                    .map(file -> ROOT.relativize(file.getParent()).toString().replace('/', '.'))
                    .filter(name -> !name.isEmpty())
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }
}
