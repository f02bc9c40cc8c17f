package dev.millrace.simulator.sensor.csv;

import dev.millrace.simulator.ExitCode;
import dev.millrace.simulator.client.GaveUpException;
import dev.millrace.simulator.console.Console;
import dev.millrace.simulator.input.TextFile;
import dev.millrace.simulator.input.UnreadableFileException;
import dev.millrace.simulator.options.FileSteps;
import dev.millrace.simulator.options.ServiceOptions;
import dev.millrace.simulator.sensor.Reading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code simulate replay-csv FILE}. */
@Command(
        name = "replay-csv",
        header = "Posts a file of times and values as readings of one sensor and checks its windows.",
        description = {
            "",
            "Reads lines of a time and a value, plain or packed with gzip, bzip2 or zstd; the first line may be a"
                    + " header. How they are written is found out from the file and said: the separator, decimal"
                    + " commas, quotes; times as 2013-12-02 21:15:00 (or with a T, a fraction, an offset, with / or .,"
                    + " without the time of day), or as seconds to nanoseconds since 1970. What can be read in two ways"
                    + " is asked, never guessed. Times are posted as they are. Lines that are no readings are counted"
                    + " by reason. The whole file is held in memory.",
            "",
            "A sensor has one reading at one time: of lines with the same time the later one wins. With --tz, the hour"
                    + " that comes twice when clocks are set back is one hour for this file, so its times repeat, too;"
                    + " times that clocks leave out in spring are an hour later.",
            "",
            "Then it asks for every 1m, 1h, 1d and all-time window of the sensor and compares it with what it computes"
                    + " itself, to the last bit. That is exact only if the service holds no other readings of the"
                    + " sensor. The same file again, in whatever order, changes nothing.",
            ""
        },
        sortOptions = false,
        abbreviateSynopsis = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:every reading acknowledged, no differences",
            "1:differences, or readings that the service rejected",
            "2:wrong usage, or FILE cannot be read or holds no readings",
            "3:the service was not reached for --retry-for, or refused the requests",
            "130:interrupted (Ctrl-C); what was done so far is printed"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./simulate replay-csv machine.csv.gz --sensor-id machine-7/temperature --unit F",
            "  ./simulate replay-csv export.csv --sensor-id press --columns 1+2,5 --decimal comma --tz Europe/Berlin",
            "  ./simulate replay-csv office.csv --sensor-id office --tz America/New_York --order random --seed 7"
        })
public final class ReplayCsvCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "FILE", description = "The file.")
    private Path file = Path.of("");

    @ArgGroup(validate = false, heading = "%nHow the file is written:%n", order = 0)
    private final FormatOptions format = new FormatOptions();

    @ArgGroup(exclusive = false, multiplicity = "1", heading = "%nWhat and how to post:%n", order = 1)
    private CsvOptions options = new CsvOptions();

    @ArgGroup(validate = false, heading = "%nThe service:%n", order = 2)
    private final ServiceOptions service = new ServiceOptions();

    @ArgGroup(validate = false, heading = "%nWhat to do:%n", order = 3)
    private final FileSteps steps = new FileSteps();

    @Override
    public Integer call() throws InterruptedException {
        complainIfAny(complaint());
        CommandLine commandLine = spec.commandLine();
        Console console = new Console(commandLine.getOut(), commandLine.getErr(), Console.Style.of(steps.quiet));
        try {
            TextFile text = new TextFile(file);
            DialectFinder.Found found = new DialectFinder(format).find(text);
            complainIfAny(found.question().isEmpty() ? "" : file + ": " + found.question());
            CsvSurvey survey = CsvSurvey.of(text, found.dialect());
            complainIfAny(
                    survey.points().isEmpty()
                            ? "%s holds no line with a time and a value: %s"
                                    .formatted(file, survey.skipped().why())
                            : "");
            CsvExpectation expectation = CsvExpectation.of(options.sensorId, survey.points());
            console.result("Reading %s: %s", file.getFileName(), String.join(", ", found.said()));
            describe(console, survey, expectation);
            if (steps.dryRun) {
                console.result("nothing was posted");
                return ExitCode.OK;
            }
            List<Reading> readings = options.order.apply(survey.points(), options.seed).stream()
                    .map(options::reading)
                    .toList();
            return new ReplayCsv(readings, expectation, options, service, steps, console).run();
        } catch (GaveUpException e) {
            console.notice("%s", e.getMessage());
            return ExitCode.GAVE_UP;
        } catch (UnreadableFileException e) {
            console.notice("%s", e.getMessage());
            return ExitCode.USAGE;
        } catch (IOException e) {
            console.notice("%s", e);
            return ExitCode.USAGE;
        }
    }

    private void describe(Console console, CsvSurvey survey, CsvExpectation expectation) {
        console.result(
                "%s: %,d lines, %,d readings at %,d times, %s to %s",
                file.getFileName(),
                survey.lines(),
                survey.points().size(),
                survey.instants(),
                expectation.from(),
                expectation.to().minusMillis(1));
        survey.skipped().print(console);
        if (options.order == PostOrder.RANDOM) {
            console.result("in random order, seed %s", options.seed);
        }
    }

    private String complaint() {
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            return file + " is no readable file";
        }
        if (!steps.complaint().isEmpty()) {
            return steps.complaint();
        }
        return options.complaint().isEmpty() ? service.complaint() : options.complaint();
    }

    private void complainIfAny(String complaint) {
        if (!complaint.isEmpty()) {
            throw new ParameterException(spec.commandLine(), complaint);
        }
    }
}
