package dev.millrace.simulator.replay;

import dev.millrace.simulator.Simulator;
import dev.millrace.simulator.testing.FakeMillrace;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The command line, run against a stand-in for the service, on 20 November 2026. */
abstract class ReplayCase {
    /** Three days, three users, one page twice in the same second, and two lines that are no views. */
    static final List<String> LOG = List.of(
            line("1.1.1.1", "19/May/2015:01:30:00 +0200", "/a"),
            line("1.1.1.1", "19/May/2015:01:30:00 +0200", "/a"),
            "# a comment",
            line("2001:db8::1", "19/May/2015:10:00:00 +0000", "/b"),
            line("2.2.2.2", "20/May/2015:00:00:00 +0000", "/c"),
            "3.3.3.3 - - [20/May/2015:00:00:01 +0000] \"-\" 408 - \"-\" \"-\"",
            line("1.1.1.1", "19/May/2015:23:59:59 +0000", "/b"));

    @TempDir
    private Path dir = Path.of("");

    final FakeMillrace service;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    ReplayCase() {
        try {
            service = new FakeMillrace();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @AfterEach
    void stop() {
        service.close();
    }

    static String line(String client, String time, String path) {
        return "%s - - [%s] \"GET %s HTTP/1.1\" 200 123 \"-\" \"curl/8.5\"".formatted(client, time, path);
    }

    /** Replays these lines and returns the exit code. */
    int replay(List<String> lines, String... options) throws IOException {
        Path log = Files.write(dir.resolve("access.log"), lines);
        Stream<String> fixed = Stream.of("replay", log.toString(), "--target=" + service.url());
        // Later options win, so that a test can break any of them.
        return run(Stream.concat(fixed, Stream.of(options)).toArray(String[]::new));
    }

    int run(String... args) {
        Clock clock = Clock.fixed(Instant.parse("2026-11-20T18:00:00Z"), ZoneOffset.UTC);
        CommandLine commandLine = Simulator.commandLine(clock);
        commandLine.setOverwrittenOptionsAllowed(true);
        return commandLine
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(args);
    }

    Path file(String name) {
        return dir.resolve(name);
    }

    String out() {
        return out.toString();
    }

    String err() {
        return err.toString();
    }
}
