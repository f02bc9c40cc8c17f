package dev.millrace.simulator.replay;

import dev.millrace.simulator.ExitCode;
import dev.millrace.simulator.accesslog.AccessLog;
import dev.millrace.simulator.accesslog.LogKind;
import dev.millrace.simulator.client.GaveUpException;
import dev.millrace.simulator.console.Console;
import dev.millrace.simulator.input.TextFile;
import dev.millrace.simulator.input.UnreadableFileException;
import dev.millrace.simulator.options.FileSteps;
import dev.millrace.simulator.options.ServiceOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code simulate replay FILE}. */
@Command(
        name = "replay",
        header = "Posts an access log as page views and checks the daily reports.",
        description = {
            "",
            "Reads a web server's access log, plain or packed with gzip, bzip2 or zstd. It tells the format by the"
                    + " first lines and says it: combined or common, with a virtual host in front of it or not, JSON"
                    + " lines of nginx, Caddy or Traefik, W3C of IIS, CloudFront, HAProxy's HTTP log. Each line is a"
                    + " view: the client's address becomes a user_id, the path a page_url (cut after 2,048"
                    + " characters); lines that are none are counted by reason. Times are moved by"
                    + " whole days so that the latest line falls on yesterday, UTC. The same file on the same day makes"
                    + " the very same events, so that repeating a replay changes nothing.",
            "",
            "Then it asks the daily report of every user for the end of every day (UTC) and compares it with its own"
                    + " count; of more than 10,000 such reports it asks a sample. That is exact only if the service"
                    + " holds no other views of these users on these days: a replay of the same file on another day"
                    + " leaves such views.",
            ""
        },
        sortOptions = false,
        abbreviateSynopsis = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:every view acknowledged, no differences",
            "1:differences, or views that the service rejected",
            "2:wrong usage, or FILE cannot be read or holds no views",
            "3:the service was not reached for --retry-for, or refused the requests",
            "130:interrupted (Ctrl-C); what was done so far is printed"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./simulate replay access.log.gz",
            "  ./simulate replay haproxy.log.zst --tz Europe/Berlin",
            "  ./simulate replay access.log --days 1 --rate 200 --batch 1 --ack stored",
            "  ./simulate replay access.log --no-check --record acknowledged.csv",
            "  ./simulate replay access.log --check-only --target http://api.example.org:8080"
        })
public final class ReplayCommand implements Callable<Integer> {
    private final Clock clock;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            paramLabel = "FILE",
            description = "The access log. It is read more than once, so it must not be a pipe.")
    private Path file = Path.of("");

    @ArgGroup(validate = false, heading = "%nWhat to replay:%n", order = 1)
    private final Selection selection = new Selection();

    @ArgGroup(validate = false, heading = "%nHow to post:%n", order = 2)
    private final PostOptions post = new PostOptions();

    @ArgGroup(validate = false, heading = "%nThe service:%n", order = 3)
    private final ServiceOptions service = new ServiceOptions();

    @ArgGroup(validate = false, heading = "%nWhat to do:%n", order = 4)
    private final FileSteps steps = new FileSteps();

    @Option(
            names = "--check-reports",
            paramLabel = "N",
            defaultValue = "10000",
            description = "Reports to ask for at most; if there are more, users times days, a sample of them, which is"
                    + " the same each time. 0 asks for all. Default: 10,000")
    private int checkReports;

    public ReplayCommand(Clock clock) {
        this.clock = clock;
    }

    /** Options that select lines of the file, and their days. */
    static final class Selection {
        @Option(
                names = "--days",
                paramLabel = "N",
                defaultValue = "0",
                description = "Only the lines of the last N days (UTC) of the file. 0, the default, keeps all.")
        int days;

        @Option(
                names = "--limit",
                paramLabel = "N",
                defaultValue = "0",
                description = "Only the first N views that --days keeps. 0, the default, keeps all.")
        long limit;

        @Option(
                names = "--tz",
                paramLabel = "ZONE",
                defaultValue = "UTC",
                description = "Of times that do not say theirs, as HAProxy's. Default: ${DEFAULT-VALUE}")
        ZoneId zone = ZoneOffset.UTC;

        @Option(names = "--no-shift", description = "Keep the times of the file.")
        boolean noShift;
    }

    @Override
    public Integer call() throws InterruptedException {
        complainIfAny(complaint());
        CommandLine commandLine = spec.commandLine();
        Console console = new Console(commandLine.getOut(), commandLine.getErr(), Console.Style.of(steps.quiet));
        try {
            TextFile text = new TextFile(file);
            Optional<AccessLog> known = AccessLog.detect(text, selection.zone);
            AccessLog log = known.orElse(new AccessLog(text, LogKind.COMBINED, selection.zone));
            Survey survey = Survey.of(log);
            complainIfAny(survey.views() == 0 ? noViews(survey, known) : "");
            DayShift shift = selection.noShift ? DayShift.NONE : DayShift.toYesterday(survey.latest(), clock);
            LocalDate firstDay = survey.firstDay(selection.days);
            long kept = survey.viewsSince(firstDay);
            long count = selection.limit == 0 ? kept : Math.min(kept, selection.limit);
            LoggedViews views = new LoggedViews(log, shift, firstDay, count);
            return new Replay(survey, views, post, service, steps, checkReports, console).run();
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

    private String noViews(Survey survey, Optional<AccessLog> known) {
        String why = survey.skipped().why();
        return known.isPresent()
                ? "%s, read as %s, holds no page view: %s"
                        .formatted(file, known.get().kind().title(), why)
                : "%s holds no page view in a format that is known (%s): %s".formatted(file, LogKind.titles(), why);
    }

    private String complaint() {
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            return file + " is no readable file";
        }
        if (selection.days < 0 || selection.limit < 0) {
            return "--days and --limit must be 0 or more";
        }
        if (checkReports < 0) {
            return "--check-reports must be 0 or more, but is " + checkReports;
        }
        if (!steps.complaint().isEmpty()) {
            return steps.complaint();
        }
        return post.complaint().isEmpty() ? service.complaint() : post.complaint();
    }

    private void complainIfAny(String complaint) {
        if (!complaint.isEmpty()) {
            throw new ParameterException(spec.commandLine(), complaint);
        }
    }
}
