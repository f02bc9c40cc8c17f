package dev.millrace.cli;

import dev.millrace.auth.KeyChange;
import dev.millrace.auth.KeyJson;
import dev.millrace.auth.KeysFile;
import dev.millrace.auth.KnownKey;
import dev.millrace.auth.Secret;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Makes a key and adds it to the file of keys; without a file it prints the entry, and changes nothing. */
@Command(
        name = "create",
        description = {
            "Make a key. It is shown this one time; the file of keys only gets its hash. Without a file the entry is printed, too."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class CreateKeyCommand implements Callable<Integer> {
    @Option(names = "--name", required = true, paramLabel = "NAME", description = "says in metrics whose key it is")
    private String name = "";

    @Option(
            names = "--may",
            required = true,
            split = ",",
            paramLabel = "WHAT",
            description = "write, read or admin, or some of them with commas between")
    private List<String> may = List.of();

    @Option(
            names = "--origins",
            split = ",",
            paramLabel = "URL",
            description = "for a key that stands in a page: the page's origin, such as https://shop.example")
    private List<String> origins = List.of();

    @Option(
            names = "--certificate",
            paramLabel = "NAME",
            description =
                    "for a sender without a secret: a name of its client certificate, such as dns:press-7.plant.example or subject:CN=press-7")
    private List<String> certificates = List.of();

    @Option(names = "--kinds", split = ",", paramLabel = "KIND", description = "which events it may post (all)")
    private List<String> kinds = List.of();

    @Option(
            names = "--reads",
            split = ",",
            paramLabel = "SCOPE",
            description = "what it may read: reports, metrics, user:42, sensor:F1/*, facility:F1 (everything)")
    private List<String> reads = List.of();

    @Option(names = "--not-before", paramLabel = "TIME", description = "when it begins to be valid")
    private @Nullable String notBefore;

    @Option(names = "--expires", paramLabel = "TIME", description = "when it ends, such as 2026-12-31T00:00:00Z")
    private @Nullable String expires;

    @Option(names = "--bytes-per-second", paramLabel = "N", description = "how much it may send, without end")
    private @Nullable Long bytesPerSecond;

    @Option(names = "--burst-bytes", paramLabel = "N", description = "how much it may send at once (10 seconds' worth)")
    private @Nullable Long burstBytes;

    @Option(names = "--min-request-bytes", paramLabel = "N", description = "what a request counts as at least (1024)")
    private @Nullable Long minRequestBytes;

    @Option(names = "--requests-per-second", paramLabel = "N", description = "how many requests it may send")
    private @Nullable Long requestsPerSecond;

    @Option(names = "--events-per-second", paramLabel = "N", description = "how many events it may send")
    private @Nullable Long eventsPerSecond;

    @Mixin
    private KeysFileOption file = new KeysFileOption();

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // Set before the call.
    private KeyCommand parent;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        String secret = Secret.random();
        Map<String, Object> entry = certificates.isEmpty() ? KeyChange.withSecret(wanted(), secret) : wanted();
        try {
            KnownKey _ = KeysFile.parse(entry, parent.events());
        } catch (IllegalArgumentException e) {
            err.println(e.getMessage());
            return spec.exitCodeOnInvalidInput();
        }
        boolean hasFile = file.editor(parent.events()).isPresent();
        if (hasFile && !add(entry, err)) {
            return 1;
        }
        if (certificates.isEmpty()) {
            err.println("The key, shown this one time:");
            err.flush();
            out.println(secret);
            out.flush();
        }
        if (!hasFile) {
            err.println("Its entry in the file of keys:");
            err.flush();
            out.println(KeyJson.write(entry));
            out.flush();
        }
        return 0;
    }

    private boolean add(Map<String, Object> entry, PrintWriter err) {
        return file.edit(
                parent.events(),
                entries -> {
                    entries.add(entry);
                    return entries;
                },
                err);
    }

    private Map<String, Object> wanted() {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("name", name);
        entry.put("may", may);
        putList(entry, "certificates", certificates);
        putList(entry, "origins", origins);
        putList(entry, "kinds", kinds);
        putList(entry, "reads", reads);
        put(entry, "not_before", notBefore);
        put(entry, "expires", expires);
        put(entry, "bytes_per_second", bytesPerSecond);
        put(entry, "burst_bytes", burstBytes);
        put(entry, "min_request_bytes", minRequestBytes);
        put(entry, "requests_per_second", requestsPerSecond);
        put(entry, "events_per_second", eventsPerSecond);
        return entry;
    }

    private static void putList(Map<String, Object> entry, String field, List<String> values) {
        if (!values.isEmpty()) {
            entry.put(field, values);
        }
    }

    private static void put(Map<String, Object> entry, String field, @Nullable Object value) {
        if (value != null) {
            entry.put(field, value);
        }
    }
}
