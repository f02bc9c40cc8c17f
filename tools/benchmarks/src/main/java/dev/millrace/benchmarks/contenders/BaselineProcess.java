package dev.millrace.benchmarks.contenders;

import dev.millrace.benchmarks.compare.NotPossibleException;
import dev.millrace.benchmarks.compare.Stage;
import dev.millrace.processes.Children;
import dev.millrace.processes.Launch;
import dev.millrace.processes.Repository;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A server of {@code tools/baselines} in a process of its own, on the JVM options of Millrace. */
public final class BaselineProcess implements AutoCloseable {
    private final Process process;
    private final int port;

    private BaselineProcess(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /**
     * The server to run.
     *
     * @param mainClass below {@code dev.millrace.baselines}
     * @param withMillrace whether Millrace's classes are on its path: its beans would start in any application of the framework
     */
    public record Program(String mainClass, boolean withMillrace, List<String> jvmOptions, List<String> arguments) {
        /** Copies. */
        public Program {
            jvmOptions = List.copyOf(jvmOptions);
            arguments = List.copyOf(arguments);
        }
    }

    /** Makes the program for the port that it is to listen on. */
    @FunctionalInterface
    public interface ForPort {
        Program on(int port);
    }

    /**
     * Starts it on the server's cores and waits until it listens.
     *
     * @throws NotPossibleException if it ends instead
     */
    public static BaselineProcess start(Stage stage, String name, ForPort program)
            throws IOException, InterruptedException {
        int port = Launch.freePort();
        Path log = stage.directory("logs").resolve(name.replaceAll("\\W+", "-") + ".log");
        BaselineProcess server =
                stage.cores().startServer(() -> new BaselineProcess(launch(program.on(port), log), port));
        Children.endWithThisJvm(server.process);
        while (!server.listens()) {
            if (!server.process.isAlive()) {
                throw new NotPossibleException(
                        Files.readString(log).lines().findFirst().orElse("it ended"));
            }
            TimeUnit.MILLISECONDS.sleep(5);
        }
        return server;
    }

    private static Process launch(Program program, Path log) throws IOException {
        Path target = Repository.root().resolve("tools/baselines/target");
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.add("@" + Repository.root().resolve("api/jvm.options"));
        words.addAll(program.jvmOptions());
        words.addAll(List.of("-cp", classPath(target, program.withMillrace())));
        words.add("dev.millrace.baselines." + program.mainClass());
        words.addAll(program.arguments());
        return new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    private static String classPath(Path target, boolean withMillrace) throws IOException {
        try (Stream<Path> libraries = Files.list(target.resolve("lib"))) {
            String all = libraries
                    .filter(jar -> withMillrace || !jar.getFileName().toString().startsWith("millrace-api"))
                    .map(Path::toString)
                    .collect(Collectors.joining(File.pathSeparator));
            return target.resolve("millrace-baselines.jar") + File.pathSeparator + all;
        }
    }

    private boolean listens() {
        try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + port);
    }

    public long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
