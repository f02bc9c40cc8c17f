package dev.millrace.cli;

import dev.millrace.auth.KeyChange;
import dev.millrace.auth.Secret;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Gives a key of the file a new secret, beside which the present one is valid for a while. */
@Command(
        name = "rotate",
        description = "Give a key a new secret. The present one stays valid for a while, so that senders can change.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class RotateKeyCommand implements Callable<Integer> {
    @Option(names = "--name", required = true, paramLabel = "NAME", description = "which key")
    private String name = "";

    @Option(
            names = "--overlap",
            paramLabel = "HOURS",
            description = "hours for which the present secret stays valid, 0 if not at all (${DEFAULT-VALUE})")
    private int overlapHours = 24;

    @Mixin
    private KeysFileOption file = new KeysFileOption();

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // Set before the call.
    private KeyCommand parent;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        PrintWriter err = spec.commandLine().getErr();
        if (overlapHours < 0) {
            err.println("--overlap must not be negative");
            return spec.exitCodeOnInvalidInput();
        }
        String secret = Secret.random();
        boolean isDone = file.edit(
                parent.events(),
                entries -> {
                    int index = KeysFileOption.indexOf(entries, name);
                    entries.set(
                            index,
                            KeyChange.rotated(
                                    entries.get(index), secret, Instant.now(), Duration.ofHours(overlapHours)));
                    return entries;
                },
                err);
        if (isDone) {
            err.println("The new key, shown this one time:");
            err.flush();
            spec.commandLine().getOut().println(secret);
            spec.commandLine().getOut().flush();
        }
        return isDone ? 0 : 1;
    }
}
