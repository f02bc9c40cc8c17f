package dev.millrace.cli;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Groups the commands for the input from Kafka. */
@Command(
        name = "kafka",
        description = "Work on the consumer group that takes events from topics.",
        mixinStandardHelpOptions = true,
        subcommands = KafkaReplayCommand.class,
        synopsisSubcommandLabel = "COMMAND")
public final class KafkaCommand {
    private KafkaCommand() {}

    /** Executes the command with these arguments and returns the exit code. */
    public static int execute(List<String> arguments) {
        return new CommandLine(new KafkaCommand())
                .setCommandName("./run kafka")
                .setUsageHelpWidth(100)
                .execute(arguments.toArray(String[]::new));
    }
}
