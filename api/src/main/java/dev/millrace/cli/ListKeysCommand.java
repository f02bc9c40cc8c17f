package dev.millrace.cli;

import dev.millrace.auth.KeyJson;
import dev.millrace.auth.KeysFileEditor;
import dev.millrace.auth.KnownKey;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Lists the keys of the file without their hashes, each as JSON on a line. */
@Command(
        name = "list",
        description = "List the keys of the file, without their hashes.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class ListKeysCommand implements Callable<Integer> {
    @Mixin
    private KeysFileOption file = new KeysFileOption();

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // Set before the call.
    private KeyCommand parent;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        Optional<KeysFileEditor> editor = file.editor(parent.events());
        try {
            if (editor.isEmpty()) {
                throw new IllegalArgumentException("name it with --file");
            }
            for (KnownKey known : editor.get().read()) {
                spec.commandLine().getOut().println(KeyJson.write(known.shown()));
            }
            spec.commandLine().getOut().flush();
            return 0;
        } catch (IllegalArgumentException e) {
            spec.commandLine().getErr().println("The file of keys cannot be listed: %s.".formatted(e.getMessage()));
            return 1;
        }
    }
}
