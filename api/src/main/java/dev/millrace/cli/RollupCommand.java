package dev.millrace.cli;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Groups the commands about the rollups of a running service. */
@Command(
        name = "rollup",
        description = "Work on the rollups of a running Millrace.",
        mixinStandardHelpOptions = true,
        subcommands = RebuildCommand.class,
        synopsisSubcommandLabel = "COMMAND")
public final class RollupCommand {
    private RollupCommand() {}

    /** Executes the command with these arguments and returns the exit code. */
    public static int execute(List<String> arguments) {
        return new CommandLine(new RollupCommand())
                .setCommandName("./run rollup")
                .setUsageHelpWidth(100)
                .execute(arguments.toArray(String[]::new));
    }
}
