package dev.millrace.cli;

import dev.millrace.auth.KeysFile;
import dev.millrace.auth.Secret;
import io.micronaut.json.JsonMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes a key. It changes no file and calls no service: the operator adds the JSON to the file of keys. */
@Command(
        name = "create",
        description = {
            "Make a key. It is shown this one time; the file of keys (MILLRACE_AUTH_KEYS_FILE, a JSON array) only gets its hash. A service"
                    + " that runs has to be started again to know it."
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

    @Option(names = "--bytes-per-second", paramLabel = "N", description = "how much it may send, without end")
    private @Nullable Long bytesPerSecond;

    @Option(names = "--burst-bytes", paramLabel = "N", description = "how much it may send at once (10 seconds' worth)")
    private @Nullable Long burstBytes;

    @Option(names = "--min-request-bytes", paramLabel = "N", description = "what a request counts as at least (1024)")
    private @Nullable Long minRequestBytes;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        String key = Secret.random();
        Map<String, Object> entry = entry(key);
        try {
            KeysFile.check(entry);
        } catch (IllegalArgumentException e) {
            err.println(e.getMessage());
            return spec.exitCodeOnInvalidInput();
        }
        err.println("The key, shown this one time:");
        err.flush();
        out.println(key);
        out.flush();
        err.println("Its entry in the file of keys:");
        err.flush();
        out.println(new String(JsonMapper.createDefault().writeValueAsBytes(entry), StandardCharsets.UTF_8));
        out.flush();
        return 0;
    }

    private Map<String, Object> entry(String key) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("name", name);
        entry.put("sha256", HexFormat.of().formatHex(Secret.hash(key)));
        entry.put("may", may);
        if (!origins.isEmpty()) {
            entry.put("origins", origins);
        }
        if (bytesPerSecond != null) {
            entry.put("bytes_per_second", bytesPerSecond);
        }
        if (burstBytes != null) {
            entry.put("burst_bytes", burstBytes);
        }
        if (minRequestBytes != null) {
            entry.put("min_request_bytes", minRequestBytes);
        }
        return entry;
    }
}
