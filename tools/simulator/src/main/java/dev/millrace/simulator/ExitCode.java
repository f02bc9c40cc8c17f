package dev.millrace.simulator;

/** The exit codes of the process. */
public final class ExitCode {
    public static final int OK = 0;
    /** The service answered, and an answer is wrong: differences, or events it rejected. */
    public static final int DIFFERENCES = 1;
    /** The command line is wrong, or a file it names. */
    public static final int USAGE = 2;
    /** The service was not to be reached for long enough. */
    public static final int GAVE_UP = 3;

    private ExitCode() {}
}
