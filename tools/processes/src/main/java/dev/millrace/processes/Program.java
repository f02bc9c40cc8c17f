package dev.millrace.processes;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The command line of a JVM that runs the service: the jar and the AOT cache that {@code ./run} uses, if that jar is on this class path, or
 * else this class path.
 *
 * @param arguments after the JVM's other options
 * @param files the files that a start reads
 */
record Program(List<String> arguments, List<Path> files) {
    Program {
        arguments = List.copyOf(arguments);
        files = List.copyOf(files);
    }

    /** Found out once for all: the cache may have to be made. */
    static Program found() {
        return Found.PROGRAM;
    }

    /**
     * Returns the program of another checkout.
     *
     * @throws IOException if it is not built
     */
    static Program of(Path checkout) throws IOException {
        Path jar = checkout.resolve("api/target/millrace-api.jar");
        if (!Files.exists(jar)) {
            throw new IOException("%s is not there: ./run in that directory builds it.".formatted(jar));
        }
        return packaged(checkout, jar);
    }

    private static Program packaged(Path checkout, Path jar) throws IOException {
        List<String> arguments = new ArrayList<>();
        List<Path> files = new ArrayList<>(List.of(jar));
        try (Stream<Path> libraries = Files.list(jar.resolveSibling("lib"))) {
            libraries.forEach(files::add);
        }
        String cache = cache(checkout);
        if (!cache.isEmpty()) {
            arguments.add("-XX:AOTCache=" + cache);
            files.add(Path.of(cache));
        }
        arguments.addAll(List.of("-jar", jar.toString()));
        return new Program(arguments, files);
    }

    private static String cache(Path checkout) throws IOException {
        ProcessBuilder command = new ProcessBuilder(
                        checkout.resolve("scripts/aot-cache").toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        command.environment().put("JAVA_HOME", System.getProperty("java.home"));
        return new String(command.start().getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    }

    private static final class Found {
        static final Program PROGRAM = find();

        private static Program find() {
            try {
                Path jar = Repository.root().resolve("api/target/millrace-api.jar");
                return isOurs(jar) ? packaged(Repository.root(), jar) : onOurClassPath();
            } catch (IOException e) {
                throw new IllegalStateException("the service's program cannot be read", e);
            }
        }

        private static boolean isOurs(Path jar) throws IOException {
            for (Path entry : classPath()) {
                if (entry.getFileName().toString().startsWith("millrace-api")
                        && Files.isRegularFile(entry)
                        && Files.exists(jar)
                        && Files.mismatch(entry, jar) == -1) {
                    return true;
                }
            }
            return false;
        }

        private static Program onOurClassPath() {
            return new Program(
                    List.of("-cp", System.getProperty("java.class.path"), "dev.millrace.Millrace"), classPath());
        }

        private static List<Path> classPath() {
            return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                    .map(Path::of)
                    .toList();
        }
    }
}
