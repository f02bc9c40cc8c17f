package dev.millrace.drain;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.micronaut.context.annotation.Value;
import jakarta.inject.Singleton;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.time.ZoneOffset;

/**
 * Keeps the rows that ClickHouse refuses for good: one line of JSON each, in a file for each day under {@code dead-letters/}, with the
 * server's words and the row as ClickHouse was sent it. For one thread.
 */
@Singleton
final class DeadLetters {
    private static final JsonFactory JSON = new JsonFactory();

    private final Path directory;
    private final InstantSource clock;

    DeadLetters(@Value("${millrace.data-dir}") Path dataDir, InstantSource clock) {
        this.directory = dataDir.resolve("dead-letters");
        this.clock = clock;
    }

    /** Returns when the row survives a power cut. A row may be added twice, after a crash in between. */
    void add(Batch row, int code, String reason) throws IOException {
        Files.createDirectories(directory);
        Path file = directory.resolve(clock.instant().atOffset(ZoneOffset.UTC).toLocalDate() + ".ndjson");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            ByteBuffer line = ByteBuffer.wrap(toLine(row, code, reason));
            while (line.hasRemaining()) {
                channel.write(line);
            }
            channel.force(true);
        }
    }

    private byte[] toLine(Batch row, int code, String reason) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(line)) {
            json.writeStartObject();
            json.writeStringField("at", clock.instant().toString());
            json.writeStringField("table", row.table().name());
            json.writeNumberField("code", code);
            json.writeStringField("reason", reason);
            json.writeFieldName("row");
            json.writeBinary(row.bytes(), row.offset(), row.length());
            json.writeEndObject();
        }
        line.write('\n');
        return line.toByteArray();
    }
}
