package dev.millrace.clickhouse.schema;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;

/** Reads the migrations of this build from the class path. */
final class MigrationFiles {
    private static final String FOLDER = "dev/millrace/migrations";

    private MigrationFiles() {}

    /** Loads them in the order of their numbers, which are 1, 2, 3 and so on. */
    static List<Migration> load() {
        // Not by the code source: classes that come from an AOT cache may have none.
        URL self = Objects.requireNonNull(MigrationFiles.class.getResource("MigrationFiles.class"));
        try {
            if (self.openConnection() instanceof JarURLConnection packed) {
                try (FileSystem jar =
                        FileSystems.newFileSystem(Path.of(packed.getJarFileURL().toURI()))) {
                    return read(jar.getPath(FOLDER));
                }
            }
            return read(Path.of(self.toURI()).resolve("../../../migrations").normalize());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<Migration> read(Path folder) throws IOException {
        List<Migration> migrations = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".sql")).toList()) {
                migrations.add(Migration.of(file.getFileName().toString(), Files.readString(file)));
            }
        }
        migrations.sort(Comparator.comparingInt(Migration::number));
        for (int i = 0; i < migrations.size(); i++) {
            if (migrations.get(i).number() != i + 1) {
                throw new IllegalStateException(String.format(Locale.ROOT, "migration %04d is missing", i + 1));
            }
        }
        return migrations;
    }
}
