package dev.millrace.auth.stored;

import dev.millrace.auth.KeyJson;
import dev.millrace.auth.KeysFile;
import dev.millrace.auth.KeysFileEditor;
import io.micronaut.context.annotation.Value;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The last keys that this node read from the table, in a file of its data directory that only its user may read. For one thread. */
@Singleton
final class KeyCopy {
    private static final Logger log = LoggerFactory.getLogger(KeyCopy.class);

    private final Path file;

    /** True while it cannot be written, which is logged once. */
    private boolean hasFailed;

    KeyCopy(@Value("${millrace.data-dir}") String dataDir) {
        this.file = Path.of(dataDir, "stored-keys.json");
    }

    /** Returns the entries as they were stored; none if there is no file, or if it is damaged. */
    List<String> load() {
        if (!Files.exists(file)) {
            return List.of();
        }
        try {
            List<String> entries = new ArrayList<>();
            for (Object entry : KeysFile.list(KeysFile.content(file), "keys")) {
                if (entry instanceof Map<?, ?> fields) {
                    Map<String, Object> copy = new LinkedHashMap<>();
                    fields.forEach((name, value) -> copy.put(String.valueOf(name), value));
                    entries.add(KeyJson.write(copy));
                }
            }
            return entries;
        } catch (IllegalArgumentException | IOException e) {
            log.error("{}: {}. Keys of the API are not in force until ClickHouse answers.", file, e.getMessage());
            return List.of();
        }
    }

    /** Stores entries, each a JSON object; returns false if that failed. */
    boolean store(List<String> entries) {
        try {
            KeysFileEditor.writePrivately(
                    file, ("[" + String.join(",\n", entries) + "]\n").getBytes(StandardCharsets.UTF_8));
            hasFailed = false;
            return true;
        } catch (IOException e) {
            if (!hasFailed) {
                log.error(
                        "{} cannot be written: {}. A restart without ClickHouse would know older keys.",
                        file,
                        e.toString());
            }
            hasFailed = true;
            return false;
        }
    }
}
