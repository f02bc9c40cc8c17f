package dev.millrace.benchmarks.reports;

import dev.millrace.benchmarks.data.Site;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** Remembers, next to a database, which rows it has. */
final class SiteFile {
    private SiteFile() {}

    static void write(Path directory, Site site) throws IOException {
        Files.writeString(
                file(directory),
                "%s %s %s %s %s".formatted(site.rows(), site.days(), site.users(), site.seed(), site.end()));
    }

    static Site read(Path directory) throws IOException {
        List<String> words = List.of(Files.readString(file(directory)).split(" ", -1));
        return new Site(
                Long.parseLong(words.get(0)),
                Integer.parseInt(words.get(1)),
                Long.parseLong(words.get(2)),
                Long.parseLong(words.get(3)),
                Instant.parse(words.get(4)));
    }

    private static Path file(Path directory) {
        return directory.resolve("site");
    }
}
