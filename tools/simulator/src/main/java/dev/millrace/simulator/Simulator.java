package dev.millrace.simulator;

import dev.millrace.simulator.replay.ReplayCommand;
import dev.millrace.simulator.sensor.csv.ReplayCsvCommand;
import dev.millrace.simulator.sensor.live.SensorsCommand;
import java.time.Clock;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line, {@code ./simulate}; each kind of input is a command of its own. */
@Command(
        name = "./simulate",
        description = "Plays real input against a running Millrace service and checks its reports.",
        mixinStandardHelpOptions = true,
        version = "Millrace simulator",
        commandListHeading = "%nCommands:%n",
        footer = "%nSee './simulate COMMAND --help'.",
        synopsisSubcommandLabel = "COMMAND")
public final class Simulator {
    private Simulator() {}

    static void main(String[] args) {
        System.exit(commandLine(Clock.systemUTC()).execute(args));
    }

    /**
     * The command line with all its commands.
     *
     * @param clock tells what yesterday is, and names runs
     */
    public static CommandLine commandLine(Clock clock) {
        return new CommandLine(new Simulator())
                .addSubcommand(new ReplayCommand(clock))
                .addSubcommand(new ReplayCsvCommand())
                .addSubcommand(new SensorsCommand(clock))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpWidth(100)
                .setParameterExceptionHandler((wrong, _) -> {
                    CommandLine command = wrong.getCommandLine();
                    command.getErr().println(command.getCommandSpec().qualifiedName() + ": " + wrong.getMessage());
                    command.getErr().println("See '" + command.getCommandSpec().qualifiedName() + " --help'.");
                    return ExitCode.USAGE;
                })
                .setExecutionExceptionHandler((bug, commandLine, _) -> {
                    bug.printStackTrace(commandLine.getErr());
                    return ExitCode.GAVE_UP;
                });
    }
}
