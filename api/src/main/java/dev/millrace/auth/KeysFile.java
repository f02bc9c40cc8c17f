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
    public static List<KnownKey> read(Path file, EventKinds events) {
        try {
            return parse(content(file), events);
        } catch (IllegalArgumentException e) {
            // Without its cause: the report of a failed start shows the innermost message.
            throw new IllegalArgumentException("MILLRACE_AUTH_KEYS_FILE=%s: %s.".formatted(file, e.getMessage()));
        }
    }

    /**
     * Reads the bytes of a file of JSON.
     *
     * @throws IllegalArgumentException with a part of a sentence that says what is wrong
     */
    public static byte[] content(Path file) {
        try {
            if (Files.size(file) > MAX_FILE_BYTES) {
                throw new IllegalArgumentException("it has more than %s bytes".formatted(MAX_FILE_BYTES));
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "it cannot be read (%s)".formatted(e.getClass().getSimpleName()));
        }
    }

    /**
     * Parses all keys, or fails.
     *
     * @throws IllegalArgumentException with a part of a sentence that says what is wrong
     */
    public static List<KnownKey> parse(byte[] content, EventKinds events) {
        return keys(list(content, "keys"), events);
    }

    /**
     * Checks one entry as {@link #read} does.
     *
     * @throws IllegalArgumentException with a part of a sentence that says what is wrong
     */
    public static KnownKey parse(Map<String, Object> entry, EventKinds events) {
        return new KeyEntry(1, entry, events).toKey();
    }

    /**
     * Parses a JSON array.
     *
     * @param of what it holds, for the message
     * @throws IllegalArgumentException with a part of a sentence that says what is wrong
     */
    public static List<?> list(byte[] content, String of) {
        try {
            Object parsed = JsonMapper.createDefault().readValue(content, Argument.of(Object.class));
            if (parsed instanceof List<?> list) {
                return list;
            }
            throw new IllegalArgumentException("it must hold a JSON array of " + of);
        } catch (JsonSyntaxException e) {
            throw new IllegalArgumentException("it is no JSON" + place(e));
        } catch (IOException e) {
            throw new IllegalArgumentException("it is no JSON");
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

    private static List<KnownKey> keys(List<?> entries, EventKinds events) {
        if (entries.isEmpty()) {
            throw new IllegalArgumentException("it holds no key, so nobody could do anything");
        }
        if (entries.size() > MAX_KEYS) {
            throw new IllegalArgumentException("it holds %s keys, the limit is %s".formatted(entries.size(), MAX_KEYS));
        }
        List<KnownKey> keys = new ArrayList<>();
        Set<String> names = new HashSet<>();
        Set<String> hashes = new HashSet<>();
        Set<String> certificates = new HashSet<>();
        for (int i = 0; i < entries.size(); i++) {
            if (!(entries.get(i) instanceof Map<?, ?> fields)) {
                throw new IllegalArgumentException("key %s is no JSON object".formatted(i + 1));
            }
            KnownKey known = new KeyEntry(i + 1, fields, events).toKey();
            String name = known.key().name();
            if (!names.add(name)) {
                throw new IllegalArgumentException("the name %s stands there twice".formatted(name));
            }
            for (KnownKey.Hashed secret : known.secrets()) {
                if (!hashes.add(HexFormat.of().formatHex(secret.sha256()))) {
                    throw new IllegalArgumentException("the key %s has the sha256 of another one".formatted(name));
                }
            }
            for (KnownKey.Named named : known.certificates()) {
                if (!certificates.add(named.name())) {
                    throw new IllegalArgumentException("the key %s has a certificate of another one".formatted(name));
                }
            }
            keys.add(known);
        }
        return keys;
    }
}
