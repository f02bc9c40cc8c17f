package dev.millrace.simulator.options;

import picocli.CommandLine.Option;

/** Options for the steps with a file. */
public final class FileSteps extends Steps {
    @Option(names = "--check-only", description = "Post nothing; check what an earlier run has posted.")
    public boolean checkOnly;

    @Option(names = "--dry-run", description = "Only read the file and say what would be posted.")
    public boolean dryRun;

    /** Returns what is wrong with the values; empty if they are valid. */
    public String complaint() {
        return (noCheck ? 1 : 0) + (checkOnly ? 1 : 0) + (dryRun ? 1 : 0) > 1
                ? "--no-check, --check-only and --dry-run exclude each other"
                : "";
    }
}
