package dev.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testing.MillraceProcess;
import dev.millrace.testing.ServiceCommand;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The cache that makes starts faster, and everything that may be wrong with it. */
class AotCacheIT {
    private static final Path REPOSITORY =
            Objects.requireNonNull(ServiceCommand.api().getParent());
    private static final Path JAR = ServiceCommand.api().resolve("target/millrace-api.jar");

    @TempDir
    private Path directory;

    private Path cache = Path.of("");

    private record Result(int exitCode, String out, String err) {}

    @BeforeEach
    void makeTheCache() throws Exception {
        Result made = run(List.of(REPOSITORY.resolve("scripts/aot-cache").toString()));
        assertThat(made.out()).as(made.err()).isNotBlank();
        cache = Path.of(made.out().strip());
    }

    @Test
    void aStartUsesTheCacheThatTheScriptMade() throws Exception {
        // With this mode the JVM refuses to start if it cannot.
        assertThat(help("-XX:AOTCache=" + cache, "-XX:AOTMode=on").exitCode()).isZero();
        assertThat(help("-XX:AOTCache=" + cache, "-XX:AOTMode=on", "-XX:+UseCompactObjectHeaders")
                        .exitCode())
                .isNotZero();
    }

    @Test
    void theWholeServiceWithItsOwnClickHouseWorksFromTheCache() throws Exception {
        assertThat(ServiceCommand.words()).contains("-XX:AOTCache=" + cache);
        try (MillraceProcess service = MillraceProcess.start(directory, Map.of("JDK_JAVA_OPTIONS", "-XX:AOTMode=on"))) {
            String view = "{\"user_id\":7,\"created_at\":\"%s\",\"page_url\":\"/\"}".formatted(Instant.now());
            assertThat(service.post("/api/traffic/1?ack=stored", view)).isEqualTo(201);
            assertThat(service.get("/api/traffic/daily/7").body()).isEqualTo("{\"/\":1}");
            assertThat(service.terminate()).isZero();
        }
    }

    @Test
    void theScriptMakesACacheOnce() throws Exception {
        FileTime made = Files.getLastModifiedTime(cache);

        Result again = run(List.of(REPOSITORY.resolve("scripts/aot-cache").toString()));

        assertThat(again).isEqualTo(new Result(0, cache + "\n", ""));
        assertThat(Files.getLastModifiedTime(cache)).isEqualTo(made);
    }

    @Test
    void aCacheThatDoesNotFitIsPassedOverWithoutAWord() throws Exception {
        byte[] whole = Files.readAllBytes(cache);
        byte[] noise = new byte[100_000];
        new Random(1).nextBytes(noise);
        Path broken = directory.resolve("broken.aot");
        Result good = help("-XX:AOTCache=" + cache);
        assertThat(good.out()).startsWith("Millrace takes events");
        assertThat(good.err()).isEmpty();

        assertThat(help("-XX:AOTCache=" + broken)).as("there is none").isEqualTo(good);
        for (byte[] content : List.of(new byte[0], noise, Arrays.copyOf(whole, whole.length / 2))) {
            Files.write(broken, content);
            assertThat(help("-XX:AOTCache=" + broken))
                    .as("%s bytes", content.length)
                    .isEqualTo(good);
        }
        assertThat(help("-XX:AOTCache=" + cache, "-XX:+UseCompactObjectHeaders"))
                .as("of other options")
                .isEqualTo(good);
        assertThat(run(java(
                        directory.resolve(Files.copy(JAR, directory.resolve(JAR.getFileName()))),
                        "-XX:AOTCache=" + cache)))
                .as("of another jar")
                .isEqualTo(good);
    }

    @Test
    void aRehearsalLeavesNothingBehind() throws Exception {
        Result rehearsed = run(java(JAR, "-Djava.io.tmpdir=" + directory, "rehearse"));

        assertThat(rehearsed.exitCode()).as(rehearsed.toString()).isZero();
        try (Stream<Path> left = Files.list(directory)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void aCacheThatCannotBeMadeIsTriedOnceForEachBuild() throws Exception {
        Path scripts = Files.createDirectories(directory.resolve("scripts"));
        for (String script : List.of("aot-cache", "env.sh")) {
            Files.copy(
                    REPOSITORY.resolve("scripts").resolve(script),
                    scripts.resolve(script),
                    StandardCopyOption.COPY_ATTRIBUTES);
        }
        Path target =
                Files.createDirectories(directory.resolve("api/target/lib")).getParent();
        Files.copy(ServiceCommand.api().resolve("jvm.options"), directory.resolve("api/jvm.options"));
        Path jar = Files.writeString(Objects.requireNonNull(target).resolve("millrace-api.jar"), "no jar");
        List<String> command = List.of(scripts.resolve("aot-cache").toString());

        Result first = run(command);
        Result second = run(command);
        Files.setLastModifiedTime(jar, FileTime.from(Instant.now().plusSeconds(5)));
        Result afterABuild = run(command);

        assertThat(first.exitCode()).isZero();
        assertThat(first.out()).isEmpty();
        assertThat(first.err()).contains("starts take a second longer: api/target/aot/");
        assertThat(second).isEqualTo(new Result(0, "", ""));
        assertThat(afterABuild).isEqualTo(first);
    }

    private Result help(String... options) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of(options));
        words.add("--help");
        return run(java(JAR, words.toArray(String[]::new)));
    }

    /** The JVM with the options of {@code ./run}, further ones, and the program's argument as the last. */
    private static List<String> java(Path jar, String... optionsAndArgument) {
        List<String> options = List.of(optionsAndArgument);
        boolean hasArgument = !options.getLast().startsWith("-X");
        List<String> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + ServiceCommand.api().resolve("jvm.options")));
        words.addAll(hasArgument ? options.subList(0, options.size() - 1) : options);
        words.addAll(List.of("-jar", jar.toString(), hasArgument ? options.getLast() : "--help"));
        return words;
    }

    private Result run(List<String> words) throws IOException, InterruptedException {
        Path out = Files.createTempFile(Objects.requireNonNull(directory.getParent()), "out", "");
        Path err = Files.createTempFile(Objects.requireNonNull(directory.getParent()), "err", "");
        try {
            ProcessBuilder command =
                    new ProcessBuilder(words).redirectOutput(out.toFile()).redirectError(err.toFile());
            command.environment().put("JAVA_HOME", System.getProperty("java.home"));
            int exitCode = command.start().waitFor();
            return new Result(
                    exitCode,
                    Files.readString(out, StandardCharsets.UTF_8),
                    Files.readString(err, StandardCharsets.UTF_8));
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }
}
