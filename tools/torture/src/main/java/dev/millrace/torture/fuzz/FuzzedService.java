package dev.millrace.torture.fuzz;

import com.nimbusds.jose.JOSEException;
import dev.millrace.processes.Counters;
import dev.millrace.processes.Database;
import dev.millrace.processes.Launch;
import dev.millrace.processes.Scrape;
import dev.millrace.processes.Service;
import dev.millrace.testing.OidcIssuer;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A service with keys and an issuer of tokens, and its ClickHouse. For one thread. */
final class FuzzedService implements AutoCloseable {
    private static final Duration DRAIN_PATIENCE = Duration.ofMinutes(2);
    private static final Duration TO_END = Duration.ofSeconds(60);

    /** Shorter than usual: a request whose end never comes has an end soon. */
    private static final Map<String, String> TIMEOUTS =
            Map.of("MILLRACE_HTTP_HEAD_TIMEOUT", "5s", "MILLRACE_HTTP_BODY_TIMEOUT", "5s");

    private final Database database;
    private final OidcIssuer issuer;
    private final Service service;
    private final Keys keys;
    private final Findings findings;
    private final Documented documented;

    private FuzzedService(Database database, OidcIssuer issuer, Service service, Keys keys, Findings findings)
            throws IOException, InterruptedException {
        this.database = database;
        this.issuer = issuer;
        this.service = service;
        this.keys = keys;
        this.findings = findings;
        documented = new Documented(get("/openapi"));
    }

    static FuzzedService start(Path home, SplittableRandom random, Findings findings)
            throws IOException, InterruptedException, JOSEException {
        OidcIssuer issuer = OidcIssuer.start();
        Database database = Database.start(home.resolve("clickhouse"));
        Keys keys = Keys.write(home, issuer, random);
        Map<String, String> settings = new HashMap<>(database.environment());
        settings.putAll(keys.settings());
        settings.putAll(TIMEOUTS);
        Service service = Service.launch(Launch.of(home.resolve("data"), settings));
        service.awaitReady();
        return new FuzzedService(database, issuer, service, keys, findings);
    }

    Service service() {
        return service;
    }

    String key() {
        return keys.key();
    }

    ByteRun byteRun() throws IOException {
        Cases odd = new Oddities(documented.routes(), keys);
        InetAddress home = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        return new ByteRun(
                new InetSocketAddress(home, service.url().getPort()),
                documented,
                List.of(odd, new Mutations(odd, keys), new Smuggling(keys)),
                findings);
    }

    /** Gets a path with the key. */
    private String get(String path) throws IOException, InterruptedException {
        return service.getAs(keys.key(), path);
    }

    /** Waits until all is stored; then the counters must add up. */
    void check(String after, PrintWriter out) throws IOException, InterruptedException {
        if (!service.isAlive()) {
            findings.add("the service has ended after " + after);
            return;
        }
        long until = System.nanoTime() + DRAIN_PATIENCE.toNanos();
        Scrape scrape = new Scrape(get("/prometheus"));
        while (scrape.sum("millrace_buffer_pending_rows").orElse(1) > 0) {
            if (System.nanoTime() > until) {
                findings.add("after %s the buffer is not empty within %s".formatted(after, DRAIN_PATIENCE));
                return;
            }
            TimeUnit.MILLISECONDS.sleep(200);
            scrape = new Scrape(get("/prometheus"));
        }
        // The chunk leaves the buffer a moment before it is counted as stored.
        TimeUnit.MILLISECONDS.sleep(500);
        scrape = new Scrape(get("/prometheus"));
        Counters.findings(scrape).forEach(findings::add);
        long events =
                Math.round(scrape.sum("millrace_intake_received_events_total").orElse(0));
        out.println("After %s: %s events were received.".formatted(after, events));
    }

    /** Stops the service, which must end well and have no error in its log. */
    void end() throws IOException, InterruptedException {
        service.terminate();
        OptionalInt exit = service.awaitExit(TO_END);
        if (exit.isEmpty() || exit.getAsInt() != 0) {
            findings.add("SIGTERM ended the service with %s".formatted(exit));
        }
        try (Stream<String> lines = Files.lines(service.log())) {
            lines.filter(line -> line.contains(" ERROR ") || line.contains("LEAK:"))
                    .map(line -> "an error in the log: " + line.replaceAll("^\\S+ ", ""))
                    .forEach(findings::add);
        }
    }

    @Override
    public void close() {
        service.close();
        database.kill();
        issuer.close();
    }
}
