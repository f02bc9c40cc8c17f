package dev.millrace.auth;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonLocation;
import io.micronaut.core.type.Argument;
import io.micronaut.json.JsonMapper;
import io.micronaut.json.JsonSyntaxException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads the file of keys: a JSON array of objects. Its messages never quote a hash, nor anything that may be a key by mistake. */
public final class KeysFile {
    /** Most keys: each is a value of a tag in the metrics. */
    public static final int MAX_KEYS = 1000;

    private static final int MAX_FILE_BYTES = 4 << 20;

    private KeysFile() {}

    /**
     * Reads the whole file, or fails.
     *
     * @throws IllegalArgumentException with one sentence that names the file, the key and what is wrong
     */
    public static Keys read(Path file) {
        try {
            return Keys.of(keys(parse(file)));
        } catch (IllegalArgumentException e) {
            // Without its cause: the report of a failed start shows the innermost message.
            throw new IllegalArgumentException("MILLRACE_AUTH_KEYS_FILE=%s: %s.".formatted(file, e.getMessage()));
        }
    }

    /**
     * Checks one entry as {@link #read} does.
     *
     * @throws IllegalArgumentException with one sentence that says what is wrong
     */
    public static void check(Map<String, Object> entry) {
        Keys.Hashed _ = new KeyEntry(1, entry).toKey();
    }

    private static List<?> parse(Path file) {
        try {
            if (Files.size(file) > MAX_FILE_BYTES) {
                throw new IllegalArgumentException("it has more than %s bytes".formatted(MAX_FILE_BYTES));
            }
            Object content = JsonMapper.createDefault().readValue(Files.readString(file), Argument.of(Object.class));
            if (content instanceof List<?> list) {
                return list;
            }
            throw new IllegalArgumentException("it must hold a JSON array of keys");
        } catch (JsonSyntaxException e) {
            throw new IllegalArgumentException("it is no JSON" + place(e));
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "it cannot be read (%s)".formatted(e.getClass().getSimpleName()));
        }
    }

    /** Returns the place where the JSON is wrong. The parser's own message could quote a key. */
    private static String place(JsonSyntaxException failure) {
        if (failure.getCause() instanceof JacksonException cause && cause.getLocation() != null) {
            JsonLocation at = cause.getLocation();
            return " at line %s, column %s".formatted(at.getLineNr(), at.getColumnNr());
        }
        return "";
    }

    private static List<Keys.Hashed> keys(List<?> entries) {
        if (entries.isEmpty()) {
            throw new IllegalArgumentException("it holds no key, so nobody could do anything");
        }
        if (entries.size() > MAX_KEYS) {
            throw new IllegalArgumentException("it holds %s keys, the limit is %s".formatted(entries.size(), MAX_KEYS));
        }
        List<Keys.Hashed> keys = new ArrayList<>();
        Set<String> names = new HashSet<>();
        Set<String> hashes = new HashSet<>();
        for (int i = 0; i < entries.size(); i++) {
            if (!(entries.get(i) instanceof Map<?, ?> fields)) {
                throw new IllegalArgumentException("key %s is no JSON object".formatted(i + 1));
            }
            Keys.Hashed key = new KeyEntry(i + 1, fields).toKey();
            if (!names.add(key.key().name())) {
                throw new IllegalArgumentException(
                        "the name %s stands there twice".formatted(key.key().name()));
            }
            if (!hashes.add(HexFormat.of().formatHex(key.sha256()))) {
                throw new IllegalArgumentException("the key %s has the sha256 of another one"
                        .formatted(key.key().name()));
            }
            keys.add(key);
        }
        return keys;
    }
}
