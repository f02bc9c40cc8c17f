package dev.millrace.cli;

import dev.millrace.auth.EventKinds;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Groups the commands about keys. */
@Command(
        name = "key",
        description = "Work on the file of keys. A service that runs takes a changed file within two seconds.",
        mixinStandardHelpOptions = true,
        subcommands = {CreateKeyCommand.class, ListKeysCommand.class, RotateKeyCommand.class, RevokeKeyCommand.class},
        synopsisSubcommandLabel = "COMMAND")
public final class KeyCommand {
    private final EventKinds events;

    private KeyCommand(EventKinds events) {
        this.events = events;
    }

    /** Executes the command with these arguments and returns the exit code. */
    public static int execute(List<String> arguments, EventKinds events) {
        return commandLine(events).execute(arguments.toArray(String[]::new));
    }

    static CommandLine commandLine(EventKinds events) {
        return new CommandLine(new KeyCommand(events))
                .setCommandName("./run key")
                .setUsageHelpWidth(100);
    }

    /** Returns the kinds of events that keys may name. */
    EventKinds events() {
        return events;
    }
}
