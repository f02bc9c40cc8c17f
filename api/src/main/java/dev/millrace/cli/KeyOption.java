package dev.millrace.cli;

import java.net.http.HttpRequest;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help;
import picocli.CommandLine.Option;

/** The option for the key that a command sends to a service which asks for one. */
final class KeyOption {
    @Option(
            names = "--key",
            paramLabel = "KEY",
            defaultValue = "${env:MILLRACE_KEY}",
            showDefaultValue = Help.Visibility.NEVER,
            description =
                    "a key that may do this, if keys are asked for; from MILLRACE_KEY if set, which other users do not see")
    private @Nullable String key;

    void addTo(HttpRequest.Builder request) {
        if (key != null && !key.isBlank()) {
            request.header("Authorization", "Bearer " + key);
        }
    }
}
