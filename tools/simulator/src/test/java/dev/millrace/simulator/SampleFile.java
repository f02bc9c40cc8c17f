package dev.millrace.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A file of {@code samples/formats} and what the simulator has to make of it.
 *
 * @param name below that directory
 * @param options beside the file
 * @param exitCode of a run against a service; a file that is asked about ends with 2 also without one
 * @param said what is printed before anything is posted
 */
record SampleFile(String name, List<String> options, int exitCode, List<String> said) {

    @Override
    public String toString() {
        return String.join(" ", name, String.join(" ", options)).strip();
    }

    /** The command line, without the service. */
    List<String> command(String sensor) {
        boolean isLog = name.startsWith("logs/");
        List<String> command = new ArrayList<>(List.of(isLog ? "replay" : "replay-csv", "samples/formats/" + name));
        if (!isLog) {
            command.addAll(List.of("--sensor-id", sensor));
        }
        command.addAll(options);
        return command;
    }

    static Stream<SampleFile> all() {
        return Stream.concat(readings(), logs());
    }

    private static Stream<SampleFile> readings() {
        return Stream.of(
                read("utf8-mark-no-header.csv", "no header", "8 lines, 8 readings at 8 times"),
                read("utf8-mark-header.csv", "line 1 is a header", "9 lines, 8 readings"),
                read("excel-unicode-text.txt", "separated by tab, decimal comma", "8 readings at 8 times"),
                read("first-line-nan.csv", "no header", "skipped 1 lines", "line 1: no finite number"),
                read(
                        "postgres-copy.csv",
                        "4 readings",
                        "2023-02-10T10:17:31.123Z to",
                        "1 times are cut to milliseconds"),
                read("influx-rfc3339.csv", "line 2 is a header", "1 a comment", "2024-03-25T09:58:30.250Z to"),
                read("bigquery-utc.csv", "8 readings at 8 times"),
                read("dates-alone.csv", "2023-02-10T00:00:00Z to 2023-02-12T00:00:00Z"),
                read(
                        "german-semicolon.csv",
                        "separated by semicolon, decimal comma",
                        "line 2 is a header",
                        "8 readings"),
                read("french-thousands.csv", "decimal comma, dates as day/month/year", "8 readings"),
                read("swiss-thousands.csv", "separated by semicolon, decimal point", "8 readings"),
                read("quoted.csv", "line 1 is a header", "6 readings"),
                read("quoted-decimal-comma.csv", "separated by comma, decimal comma", "6 readings"),
                read("quoted-thousands-point.csv", "decimal point", "6 readings"),
                read("tab.tsv", "separated by tab", "8 readings"),
                read("pipe.txt", "separated by pipe", "8 readings"),
                read("epoch-seconds.csv", "times in seconds since 1970", "2024-03-25T09:58:30Z to"),
                read("epoch-seconds-fraction.csv", "times in seconds since 1970", "2024-03-25T09:58:30.895Z to"),
                read("epoch-milliseconds.csv", "times in milliseconds since 1970", "2024-03-25T09:58:30Z to"),
                read(
                        "epoch-microseconds.csv",
                        "times in microseconds",
                        "8 times are cut",
                        "2024-03-25T09:58:30.123Z to"),
                read("epoch-nanoseconds.csv", "times in nanoseconds since 1970", "2024-03-25T09:58:30Z to"),
                read("us-am-pm.csv", "dates as month/day/year", "2024-03-25T09:58:30Z to 2024-03-25T17:45:10Z"),
                read("python-logging-comma.csv", "separated by semicolon", "2024-03-25T09:58:30.895Z to"),
                read("slashed-year-first.csv", "8 readings at 6 times"),
                read("before-1970.csv", "1 readings", "skipped 2 lines", "2 a time outside of 1970 to 2105"),
                new SampleFile("readings/future-line.csv", List.of(), ExitCode.DIFFERENCES, List.of("3 readings")),
                read(
                        "ragged.csv",
                        "8 readings",
                        "skipped 7 lines",
                        "1 a comment",
                        "1 a quote that is not closed",
                        "1 empty",
                        "1 no finite number",
                        "2 no time",
                        "1 not two fields"),
                read("berlin-autumn.csv")
                        .with("times of Europe/Berlin", "2023-10-28T23:59:00Z to", "--tz", "Europe/Berlin"),
                read("columns.csv").with("decimal comma", "6 readings at 6 times", "--columns", "1+2,5"),
                asked("columns.csv", "6 not two fields (--columns says which to take)", "line 2:"),
                asked("ask-comma-in-comma.csv", "'2024-03-25 09:58:30,71,25' has three fields", "--decimal comma"),
                read("ask-comma-in-comma.csv").with("decimal comma", "8 readings", "--decimal", "comma"),
                asked("ask-thousands.csv", "'1,234' may have a decimal comma or be in thousands", "--decimal point"),
                read("ask-thousands.csv").with("decimal point", "8 readings", "--decimal", "point"),
                asked("ask-day-or-month.csv", "'03/04/2024 00:00:00' may begin with the day", "--dates mdy"),
                read("ask-day-or-month.csv").with("month/day/year", "2024-03-04T00:00:00Z", "--dates", "mdy"),
                asked("ask-excel-serial.csv", "'45376.4156' is no time that can be told", "saved as dates"),
                asked("ask-columns.csv", "does not begin with a time", "--columns 2,5"),
                read("ask-columns.csv").with("line 1 is a header", "2 readings", "--columns", "3,4"),
                asked("header-only.csv", "holds no line with a time and a value: skipped 1 no time"),
                asked("empty.csv", "it is empty"),
                asked("sheet.zip", "save the sheet as CSV"));
    }

    private static Stream<SampleFile> logs() {
        return Stream.of(
                log("combined.log", "as combined log format", "8 page views"),
                log("combined-mark.log", "as combined log format", "8 page views"),
                log("common.log", "as combined log format", "8 page views"),
                log("vhost-combined.log", "behind a virtual host", "8 page views"),
                log("combined.log.bz2", "16 page views"),
                log("combined.log.zst", "8 page views"),
                log("combined.log.1", "8 page views"),
                log("nginx-json.log", "as JSON lines of nginx", "8 page views"),
                log("nginx-json-nested.log", "as JSON lines of nginx", "8 page views"),
                log("nginx-json-msec.log", "as JSON lines of nginx", "8 page views"),
                log("caddy.log", "as JSON lines of Caddy", "8 page views", "1 no request, but another message"),
                log("caddy-iso-times.log", "as JSON lines of Caddy", "8 page views"),
                log("traefik.json", "as JSON lines of Traefik", "8 page views"),
                log("iis.log", "W3C extended format of IIS", "9 page views", "7 a comment or directive"),
                log("cloudfront.gz", "standard log of CloudFront", "8 page views", "2 a comment or directive"),
                log("haproxy.log", "HTTP log of HAProxy, times of UTC (--tz)", "8 page views", "1 no request path"),
                log("one-line-of-1970.log", "8 page views", "1 a time outside of 1970 to 2105"),
                asked("application.log", "holds no page view in a format that is known (combined", "INFO started"),
                asked("other-json.log", "without fields for the client, the time and the path (as remote_addr"),
                asked("only-bad-requests.log", "holds no page view: skipped 1 no request path"),
                asked("access.log.xz", "unpack it with xz -dk"));
    }

    private static SampleFile read(String name, String... said) {
        return new SampleFile("readings/" + name, List.of(), ExitCode.OK, List.of(said));
    }

    private static SampleFile log(String name, String... said) {
        return new SampleFile("logs/" + name, List.of(), ExitCode.OK, List.of(said));
    }

    private static SampleFile asked(String name, String... said) {
        boolean isLog = name.contains(".log") || name.contains(".json");
        return new SampleFile((isLog ? "logs/" : "readings/") + name, List.of(), ExitCode.USAGE, List.of(said));
    }

    /** The same file with an option. */
    private SampleFile with(String said, String saidToo, String... options) {
        return new SampleFile(name, List.of(options), exitCode, List.of(said, saidToo));
    }
}
