package dev.millrace.testing;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** The words that start the service in a process of its own, as {@code ./run} does: with its options and, if it was packaged, its AOT cache. */
public final class ServiceCommand {
    private ServiceCommand() {}

    /** Up to and including the program; its own arguments come behind. */
    public static List<String> words() {
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.add("@" + api().resolve("jvm.options"));
        words.addAll(Launched.PROGRAM);
        return words;
    }

    /** The directory of the service; tests run in that of their module. */
    public static Path api() {
        return Stream.of(".", "../../api")
                .map(name -> Path.of(name).toAbsolutePath().normalize())
                .filter(directory -> Files.exists(directory.resolve("jvm.options")))
                .findFirst()
                .orElseThrow();
    }

    /** What to start is found out once for all: the cache may have to be made. */
    private static final class Launched {
        static final List<String> PROGRAM = program();

        private static List<String> program() {
            Path jar = api().resolve("target/millrace-api.jar");
            String classPath = System.getProperty("java.class.path");
            // Only if the tests run against that very jar: in an IDE it may be older than the classes.
            if (!Arrays.asList(classPath.split(File.pathSeparator, -1)).contains(jar.toString())) {
                return List.of("-cp", classPath, "dev.millrace.Millrace");
            }
            List<String> program = new ArrayList<>();
            String cache = cache();
            if (!cache.isEmpty()) {
                program.add("-XX:AOTCache=" + cache);
            }
            program.addAll(List.of("-jar", jar.toString()));
            return List.copyOf(program);
        }

        private static String cache() {
            Path script = Objects.requireNonNull(api().getParent()).resolve("scripts/aot-cache");
            ProcessBuilder command =
                    new ProcessBuilder(script.toString()).redirectError(ProcessBuilder.Redirect.INHERIT);
            command.environment().put("JAVA_HOME", System.getProperty("java.home"));
            try {
                Process process = command.start();
                return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            } catch (IOException e) {
                throw new IllegalStateException(script + " cannot be started", e);
            }
        }
    }
}
