package dev.millrace;

import dev.millrace.auth.EventKinds;
import dev.millrace.cli.KafkaCommand;
import dev.millrace.cli.KeyCommand;
import dev.millrace.cli.ReplayCommand;
import dev.millrace.cli.RollupCommand;
import dev.millrace.sensor.SensorAccess;
import dev.millrace.traffic.TrafficAccess;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** The command {@code millrace}: starts the service and keeps it until it is told to stop. */
public final class Millrace {
    private static final int USAGE_ERROR = 2;

    private Millrace() {}

    /** See {@code --help}. */
    public static void main(String[] args) throws InterruptedException {
        switch (List.of(args)) {
            case List<String> none when none.isEmpty() -> serve();
            case List<String> help
            when help.equals(List.of("--help")) || help.equals(List.of("-h")) -> System.out.print(helpText());
            case List<String> command
            when command.getFirst().equals("rollup") ->
                System.exit(RollupCommand.execute(command.subList(1, command.size())));
            case List<String> command
            when command.getFirst().equals("key") ->
                System.exit(KeyCommand.execute(command.subList(1, command.size()), kinds()));
            case List<String> command
            when command.getFirst().equals("replay") ->
                System.exit(ReplayCommand.execute(command.subList(1, command.size())));
            case List<String> command
            when command.getFirst().equals("kafka") ->
                System.exit(KafkaCommand.execute(command.subList(1, command.size())));
            case List<String> rehearse when rehearse.equals(List.of("rehearse")) -> rehearse();
            default -> {
                System.err.println(
                        "Millrace knows the commands rollup, replay, kafka and key, and --help; its settings come from the environment.");
                System.exit(USAGE_ERROR);
            }
        }
    }

    /** Returns the kinds of events that keys may name, without starting what handles them. */
    private static EventKinds kinds() {
        return new EventKinds(List.of(new TrafficAccess(), new SensorAccess()));
    }

    /** Makes the training run for an AOT cache; not for users, so the help does not name it. */
    private static void rehearse() throws InterruptedException {
        try {
            AotTrainingRun.run();
        } catch (RuntimeException e) {
            System.err.println(reason(e));
            System.exit(1);
        }
        // A thread of a library that lives on must not keep the JVM from ending and writing its cache.
        System.exit(0);
    }

    private static void serve() throws InterruptedException {
        Service service;
        try {
            // First, as a wrong format would have no log.
            Settings settings = Settings.from(System.getenv());
            PrivateFiles.begin(settings.dataDir());
            settings.checkSafe();
            Settings.checkPortIsFree(System.getenv());
            service = Service.start(settings);
        } catch (RuntimeException e) {
            sayWhyNotStarted("Millrace cannot start: " + reason(e));
            System.exit(1);
            return;
        }
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(service), "stop"));
        FatalExit.arm();
        Thread.currentThread().join();
    }

    /** People read the end of what a failed start prints; a log of objects is read by programs, which a plain line would stop. */
    private static void sayWhyNotStarted(String line) {
        if ("json".equals(System.getenv("MILLRACE_LOG_FORMAT"))) {
            LoggerFactory.getLogger(Millrace.class).error(line);
        } else {
            System.err.println(line);
        }
    }

    /** The JVM would end with 143 or 130 after a signal; being asked to stop and having done so is a success. */
    private static void stop(Service service) {
        FatalExit.disarm();
        service.close();
        Runtime.getRuntime().halt(0);
    }

    /** Finds the innermost cause: frameworks wrap an exception several times, and the innermost message is the useful one. */
    private static @Nullable String reason(Throwable failure) {
        Throwable innermost = failure;
        while (innermost.getCause() != null && !(innermost instanceof StartupException)) {
            innermost = innermost.getCause();
        }
        return innermost.getMessage() == null ? innermost.toString() : innermost.getMessage();
    }

    private static String helpText() {
        try (InputStream text = Millrace.class.getResourceAsStream("/help.txt")) {
            if (text == null) {
                throw new IllegalStateException("the build has no help.txt");
            }
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
