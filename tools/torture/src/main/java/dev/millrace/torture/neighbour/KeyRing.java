package dev.millrace.torture.neighbour;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The keys of a run; empty ones where nobody is asked for a key.
 *
 * @param honest of the honest senders
 * @param watch of whoever looks at metrics
 * @param difficult one for each difficult client of a stage
 * @param settings that tell the service
 */
record KeyRing(String honest, String watch, List<String> difficult, Map<String, String> settings) {
    static final int MOST_CLIENTS = 8;

    KeyRing {
        difficult = List.copyOf(difficult);
        settings = Map.copyOf(settings);
    }

    /** Makes the ring for a service without keys. */
    static KeyRing none() {
        return new KeyRing(
                "", "", IntStream.range(0, MOST_CLIENTS).mapToObj(_ -> "").toList(), Map.of());
    }

    /** Makes keys and writes their file. */
    static KeyRing write(Path file) throws IOException {
        List<String> keys = IntStream.range(0, MOST_CLIENTS + 2)
                .mapToObj(_ -> UUID.randomUUID().toString())
                .toList();
        List<String> entries = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            entries.add("{\"name\": \"sender-%s\", \"sha256\": \"%s\", \"may\": [\"write\", \"read\"]}"
                    .formatted(i, hash(keys.get(i))));
        }
        Files.writeString(file, entries.stream().collect(Collectors.joining(",\n", "[", "]\n")));
        return new KeyRing(
                keys.get(0),
                keys.get(1),
                keys.subList(2, keys.size()),
                Map.of("MILLRACE_AUTH_KEYS_FILE", file.toAbsolutePath().toString()));
    }

    private static String hash(String key) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
