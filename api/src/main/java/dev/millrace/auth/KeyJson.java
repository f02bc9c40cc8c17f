package dev.millrace.auth;

import io.micronaut.core.type.Argument;
import io.micronaut.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Writes and reads entries as JSON. Thread-safe. */
public final class KeyJson {
    private static final JsonMapper JSON = JsonMapper.createDefault();

    private KeyJson() {}

    /** Writes an object in one line. */
    public static String write(Map<String, Object> entry) throws IOException {
        return new String(JSON.writeValueAsBytes(entry), StandardCharsets.UTF_8);
    }

    /**
     * Reads an object.
     *
     * @throws IOException if it is none
     */
    public static Map<String, Object> read(String text) throws IOException {
        Map<String, Object> read = JSON.readValue(text, Argument.mapOf(String.class, Object.class));
        // That is what null becomes.
        if (read == null) {
            throw new IOException("null is no object");
        }
        return read;
    }
}
