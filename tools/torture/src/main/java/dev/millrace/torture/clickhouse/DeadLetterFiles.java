package dev.millrace.torture.clickhouse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.torture.round.Node;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Reads what a service has put under {@code dead-letters/}. */
final class DeadLetterFiles {
    private static final ObjectMapper JSON = new ObjectMapper();

    private DeadLetterFiles() {}

    /** The server's words about each view, by its id; a letter that is there twice counts once. */
    static Map<Long, String> reasons(Node node) throws IOException {
        Map<Long, String> reasons = new TreeMap<>();
        Path directory = node.dataDir().resolve("dead-letters");
        if (!Files.exists(directory)) {
            return reasons;
        }
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".ndjson")).toList()) {
                for (String line : Files.readAllLines(file)) {
                    JsonNode letter = JSON.readTree(line);
                    byte[] row = letter.path("row").binaryValue();
                    reasons.put(
                            ByteBuffer.wrap(row).order(ByteOrder.LITTLE_ENDIAN).getLong(), // request_id comes first
                            letter.path("reason").asText());
                }
            }
        }
        return reasons;
    }
}
