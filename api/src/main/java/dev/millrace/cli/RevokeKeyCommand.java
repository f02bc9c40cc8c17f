package dev.millrace.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Takes a key out of the file, with all its secrets. */
@Command(
        name = "revoke",
        description = "Take a key out of the file. Requests with it are refused within two seconds.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class RevokeKeyCommand implements Callable<Integer> {
    @Option(names = "--name", required = true, paramLabel = "NAME", description = "which key")
    private String name = "";

    @Mixin
    private KeysFileOption file = new KeysFileOption();

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // Set before the call.
    private KeyCommand parent;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        boolean isDone = file.edit(
                parent.events(),
                entries -> {
                    entries.remove(KeysFileOption.indexOf(entries, name));
                    return entries;
                },
                spec.commandLine().getErr());
        return isDone ? 0 : 1;
    }
}
