package dev.millrace.clickhouse.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.stream.Stream;

/** Explains why a server did not start, each reason in one sentence that says what to do or where to look. */
record StartFailure(ServerFiles files) {
    EmbeddedClickHouseException directoryLocked(long pid) {
        return new EmbeddedClickHouseException("Another ClickHouse server" + (pid == 0 ? "" : " (process " + pid + ")")
                + " uses the data directory " + files.dataDir() + ": stop it, or choose another directory.");
    }

    EmbeddedClickHouseException portTaken(int port) {
        return new EmbeddedClickHouseException(
                "Port " + port + " on 127.0.0.1, which ClickHouse was to listen on, is taken:"
                        + " stop what listens there, choose another port, or 0 for any free one.");
    }

    EmbeddedClickHouseException exitedEarly() {
        return new EmbeddedClickHouseException("ClickHouse ended while it started: " + reason() + " (more in "
                + files.errors() + " and " + files.log() + ").");
    }

    EmbeddedClickHouseException noAnswer(Duration timeout) {
        return new EmbeddedClickHouseException(
                "ClickHouse did not start within " + timeout.toSeconds() + " s; its log is " + files.log() + ".");
    }

    /** The engine's error line if there is one, otherwise the JVM's first. */
    private String reason() {
        try (Stream<String> lines = Files.lines(files.errors(), StandardCharsets.ISO_8859_1)) {
            String first = "it left no message";
            for (String line : (Iterable<String>) lines.filter(text -> !text.startsWith("Logging "))::iterator) {
                if (line.contains("Exception")) {
                    return line;
                }
                first = line;
            }
            return first;
        } catch (IOException unreadable) {
            return unreadable.toString();
        }
    }
}
