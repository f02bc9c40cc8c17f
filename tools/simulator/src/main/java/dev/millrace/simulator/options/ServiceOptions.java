package dev.millrace.simulator.options;

import dev.millrace.simulator.console.DurationConverter;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help;
import picocli.CommandLine.Option;

/** Options for the address of the service and for retries. */
public final class ServiceOptions {
    @Option(
            names = "--target",
            paramLabel = "URL",
            defaultValue = "${env:MILLRACE_URL:-http://127.0.0.1:8080}",
            description = {"The service's root. From MILLRACE_URL if set.", "Default: ${DEFAULT-VALUE}"})
    public URI target = URI.create("http://127.0.0.1:8080");

    @Option(
            names = "--key",
            paramLabel = "KEY",
            defaultValue = "${env:MILLRACE_KEY}",
            showDefaultValue = Help.Visibility.NEVER,
            description = {
                "A key that may write and read, if the service asks for one.",
                "From MILLRACE_KEY if set, which other users do not see."
            })
    @Nullable
    public String key;

    @Option(
            names = "--connections",
            paramLabel = "N",
            defaultValue = "8",
            description = "Requests in flight at most. Default: ${DEFAULT-VALUE}")
    public int connections;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "30s",
            converter = DurationConverter.class,
            description = "For one try of a request. Default: ${DEFAULT-VALUE}")
    public Duration timeout = Duration.ZERO;

    @Option(
            names = "--retry-for",
            paramLabel = "TIME",
            defaultValue = "2m",
            converter = DurationConverter.class,
            description = {
                "How long to send a request again when the service is not there, times out or says 429 or 5xx."
                        + " Retry-After is honoured. Default: ${DEFAULT-VALUE}"
            })
    public Duration retryFor = Duration.ZERO;

    /** Returns what is wrong with the values; empty if they are valid. */
    public String complaint() {
        boolean isHttp = "http".equals(target.getScheme()) || "https".equals(target.getScheme());
        if (!isHttp || target.getHost() == null || target.getQuery() != null) {
            return "--target must be an http or https URL, but is '" + target + "'";
        }
        if (connections < 1 || connections > 10_000) {
            return "--connections must be 1 to 10,000, but is " + connections;
        }
        return timeout.isZero() ? "--timeout must be more than 0" : "";
    }
}
