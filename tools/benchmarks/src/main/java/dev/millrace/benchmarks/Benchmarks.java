package dev.millrace.benchmarks;

import dev.millrace.benchmarks.ingest.IngestCostCommand;
import dev.millrace.benchmarks.reports.ReportsCommand;
import dev.millrace.benchmarks.sealing.BesideSealCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line, {@code ./bench}; each question is a command of its own. */
@Command(
        name = "./bench",
        description = "Measures Millrace with many rows: the real service against a ClickHouse of its own.",
        mixinStandardHelpOptions = true,
        version = "Millrace benchmarks",
        commandListHeading = "%nCommands:%n",
        footer = "%nSee './bench COMMAND --help'.",
        synopsisSubcommandLabel = "COMMAND")
public final class Benchmarks {
    /** Something that was compared was not equal. */
    public static final int DIFFERENCES = 1;

    private Benchmarks() {}

    static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    /** The command line with all its commands. */
    public static CommandLine commandLine() {
        return new CommandLine(new Benchmarks())
                .addSubcommand(new ReportsCommand())
                .addSubcommand(new IngestCostCommand())
                .addSubcommand(new BesideSealCommand())
                .setUsageHelpWidth(100);
    }
}
