package dev.millrace.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testing.MillraceProcess;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;

/** Runs the simulator's command line against a service. */
final class SimulatorRun {
    private SimulatorRun() {}

    /** Runs it, which has to end with that exit code, and returns what it prints. */
    static String run(MillraceProcess service, int exitCode, List<String> command, String... options) {
        List<String> arguments = new ArrayList<>(command);
        arguments.addAll(List.of("--quiet", "--target", service.url().toString()));
        arguments.addAll(List.of(options));
        StringWriter output = new StringWriter();
        PrintWriter printer = new PrintWriter(output, true);
        CommandLine simulator =
                Simulator.commandLine(Clock.systemUTC()).setOut(printer).setErr(printer);
        int code = simulator.execute(arguments.toArray(String[]::new));
        assertThat(code).as(output.toString()).isEqualTo(exitCode);
        return output.toString();
    }
}
