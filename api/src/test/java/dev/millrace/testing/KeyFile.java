package dev.millrace.testing;

import dev.millrace.auth.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HexFormat;

/** A file of keys. The secret of the key {@code a} is {@code mr_a}. */
public final class KeyFile {
    private final Path file;

    /** One with these entries. */
    public KeyFile(Path file, String... entries) throws IOException {
        this.file = file;
        replace(entries);
    }

    /** Where it is. */
    public Path path() {
        return file;
    }

    /** Replaces all entries in one step. */
    public void replace(String... entries) throws IOException {
        text("[" + String.join(",\n", entries) + "]");
    }

    /** Replaces the whole content in one step. */
    public void text(String content) throws IOException {
        Path next = Files.writeString(file.resolveSibling("next"), content);
        Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    /** An entry; {@code rest} are further fields, with single quotes. */
    public static String entry(String name, String rest) {
        return "{\"name\":\"%s\",\"sha256\":\"%s\",%s}".formatted(name, hash("mr_" + name), rest.replace('\'', '"'));
    }

    /** The hash of a secret, as in an entry. */
    public static String hash(String secret) {
        return HexFormat.of().formatHex(Secret.hash(secret));
    }
}
