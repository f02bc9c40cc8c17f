package dev.millrace.cli;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Groups the commands about keys. */
@Command(
        name = "key",
        description = "Work on keys.",
        mixinStandardHelpOptions = true,
        subcommands = CreateKeyCommand.class,
        synopsisSubcommandLabel = "COMMAND")
public final class KeyCommand {
    private KeyCommand() {}

    /** Executes the command with these arguments and returns the exit code. */
    public static int execute(List<String> arguments) {
        return commandLine().execute(arguments.toArray(String[]::new));
    }

    static CommandLine commandLine() {
        return new CommandLine(new KeyCommand()).setCommandName("./run key").setUsageHelpWidth(100);
    }
}
