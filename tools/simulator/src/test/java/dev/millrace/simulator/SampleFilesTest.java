package dev.millrace.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** Every file of the corpus is read as what it is, or the simulator says what to do; without a service. */
class SampleFilesTest {
    @ParameterizedTest
    @MethodSource("dev.millrace.simulator.SampleFile#all")
    void aFileIsReadAsWhatItIsOrTheUserIsToldWhatToDo(SampleFile file) {
        StringWriter output = new StringWriter();
        PrintWriter printer = new PrintWriter(output, true);
        List<String> command = new ArrayList<>(file.command("x"));
        command.addAll(List.of("--dry-run", "--quiet"));
        CommandLine simulator =
                Simulator.commandLine(Clock.systemUTC()).setOut(printer).setErr(printer);

        int exitCode = simulator.execute(command.toArray(String[]::new));

        assertThat(exitCode)
                .as(output.toString())
                .isEqualTo(file.exitCode() == ExitCode.USAGE ? ExitCode.USAGE : ExitCode.OK);
        assertThat(output.toString()).contains(file.said());
    }

    @Test
    void noFileOfTheCorpusIsForgotten() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("samples/formats"))) {
            assertThat(files.filter(Files::isRegularFile)
                            .map(file ->
                                    Path.of("samples/formats").relativize(file).toString()))
                    .hasSizeGreaterThanOrEqualTo(40)
                    .allMatch(name ->
                            SampleFile.all().anyMatch(file -> file.name().equals(name)));
        }
    }
}
