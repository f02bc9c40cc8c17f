package dev.millrace.simulator.sensor.csv;

import dev.millrace.simulator.ExitCode;
import dev.millrace.simulator.client.GaveUpException;
import dev.millrace.simulator.console.Console;
import dev.millrace.simulator.input.TextFile;
import dev.millrace.simulator.options.FileSteps;
import dev.millrace.simulator.options.ServiceOptions;
import dev.millrace.simulator.sensor.Reading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code simulate replay-csv FILE}. */
@Command(
        name = "replay-csv",
        header = "Posts a file of times and values as readings of one sensor and checks its windows.",
        description = {
            "",
            "Reads lines of timestamp,value, plain or gzip; the first line may be a header. Times are written as"
                    + " 2013-12-02 21:15:00 (or with a T, a fraction, an offset), or as whole milliseconds since 1970,"
                    + " and posted as they are. The whole file is held in memory.",
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
            "  ./simulate replay-csv office.csv --sensor-id office --tz America/New_York --order random --seed 7"
        })
public final class ReplayCsvCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "FILE", description = "The file.")
    private Path file = Path.of("");

    @Option(
            names = "--tz",
            paramLabel = "ZONE",
            defaultValue = "UTC",
            description = "Where the clock stood that wrote the times, as Europe/Berlin. Default: ${DEFAULT-VALUE}")
    private ZoneId zone = ZoneOffset.UTC;

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
            CsvSurvey survey = CsvSurvey.of(new TextFile(file), zone);
            complainIfAny(survey.points().isEmpty() ? file + " holds no line of timestamp,value" : "");
            CsvExpectation expectation = CsvExpectation.of(options.sensorId, survey.points());
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
        if (survey.skippedLines() > 0) {
            console.result("skipped %,d lines:", survey.skippedLines());
            survey.skipped().forEach((reason, lines) -> console.result("  %,d %s", lines, reason));
            survey.firstSkipped().forEach(line -> console.result("  %s", line));
        }
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
