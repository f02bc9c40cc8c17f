package dev.millrace.cli;

import dev.millrace.auth.EventKinds;
import dev.millrace.auth.KeysFileEditor;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help;
import picocli.CommandLine.Option;

/** The option for the file that a command changes. */
final class KeysFileOption {
    @Option(
            names = "--file",
            paramLabel = "FILE",
            defaultValue = "${env:MILLRACE_AUTH_KEYS_FILE}",
            showDefaultValue = Help.Visibility.NEVER,
            description = "the file of keys; MILLRACE_AUTH_KEYS_FILE if set")
    private @Nullable Path file;

    /** Returns the editor of the file; empty if none is named. */
    Optional<KeysFileEditor> editor(EventKinds events) {
        return Optional.ofNullable(file)
                .filter(named -> !named.toString().isBlank())
                .map(named -> new KeysFileEditor(named, events));
    }

    /** Changes the file; prints what is wrong and returns false if it stays as it was. */
    boolean edit(EventKinds events, UnaryOperator<List<Map<String, Object>>> change, PrintWriter err) {
        try {
            editor(events)
                    .orElseThrow(() -> new IllegalArgumentException("name it with --file"))
                    .edit(change);
            return true;
        } catch (IllegalArgumentException | IOException e) {
            err.println("The file of keys is as it was: %s.".formatted(e.getMessage()));
            return false;
        }
    }

    /** Returns the place of a key among entries. */
    static int indexOf(List<Map<String, Object>> entries, String name) {
        for (int i = 0; i < entries.size(); i++) {
            if (name.equals(entries.get(i).get("name"))) {
                return i;
            }
        }
        throw new IllegalArgumentException("it has no key of that name");
    }
}
