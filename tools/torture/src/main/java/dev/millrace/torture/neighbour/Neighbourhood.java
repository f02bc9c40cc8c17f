package dev.millrace.torture.neighbour;

import dev.millrace.processes.Database;
import dev.millrace.processes.Launch;
import dev.millrace.processes.Service;
import dev.millrace.torture.neighbour.difficult.DifficultClient;
import dev.millrace.torture.neighbour.difficult.LongReports;
import dev.millrace.torture.neighbour.difficult.Tally;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;

/** A service with its usual settings, a ClickHouse, and honest senders that do not stop until the end. For one thread. */
final class Neighbourhood implements AutoCloseable {
    private static final Duration TO_END = Duration.ofSeconds(60);

    private final Database database;
    private final Service service;
    private final KeyRing keys;
    private final InetSocketAddress server;
    private final Connections watch;
    private final LongReports reports;
    private final HonestLoad honest;
    private final MemoryWatch memory;
    private final Findings findings;
    private final StageCheck check;
    private final List<Stage> stages = new ArrayList<>();

    private Neighbourhood(Database database, Service service, KeyRing keys, Findings findings)
            throws IOException, InterruptedException {
        this.database = database;
        this.service = service;
        this.keys = keys;
        this.findings = findings;
        this.check = new StageCheck(findings);
        InetAddress home = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        server = new InetSocketAddress(home, service.url().getPort());
        watch = new Connections(server, home, keys.watch());
        service.awaitReady();
        Connections ofHonest = new Connections(server, home, keys.honest());
        reports = new Preparation(ofHonest).store();
        memory = new MemoryWatch(service.pid());
        honest = new HonestLoad(ofHonest);
        honest.start();
    }

    /**
     * Starts everything, stores what reports need to be long, and lets the honest ones begin.
     *
     * @param home for all files
     * @param withKeys whether each sender has a key, or an address
     * @param progress is told of findings as they come
     */
    static Neighbourhood start(Path home, boolean withKeys, PrintWriter progress)
            throws IOException, InterruptedException {
        Files.createDirectories(home);
        KeyRing keys = withKeys ? KeyRing.write(home.resolve("keys.json")) : KeyRing.none();
        Database database = Database.start(home.resolve("clickhouse"));
        Service service = null;
        try {
            Map<String, String> settings = new HashMap<>(database.environment());
            settings.putAll(keys.settings());
            service = Service.launch(Launch.of(home.resolve("data"), settings));
            return new Neighbourhood(database, service, keys, new Findings(progress));
        } catch (IOException | InterruptedException | RuntimeException e) {
            if (service != null) {
                service.close();
            }
            database.kill();
            throw e;
        }
    }

    Findings findings() {
        return findings;
    }

    HonestEvents events() {
        return honest.events();
    }

    boolean isAlive() {
        return service.isAlive();
    }

    /** Lets these clients be there for so long, none for the honest ones alone, and checks how it went. */
    Stage run(List<DifficultClient> clients, Duration length, Random random) throws IOException, InterruptedException {
        memory.takeMost();
        HonestTally tally = honest.begin();
        long start = System.nanoTime();
        Map<String, Tally> asked = new StageRun(server, keys, reports).run(clients, length, random);
        Stage stage = new Stage(asked, Duration.ofNanos(System.nanoTime() - start), tally, memory.takeMost());
        check.check(stage);
        stages.add(stage);
        if (!service.isAlive()) {
            findings.add(stage.names() + ": the service has ended; its log is " + service.log());
        }
        return stage;
    }

    /** Lets the honest ones stop, and checks that all is well. Nothing else may be done afterwards. */
    void end() throws IOException, InterruptedException {
        honest.stop();
        honest.close();
        stages.forEach(check::checkAnswered);
        if (!service.isAlive()) {
            return;
        }
        try {
            new CalmCheck(watch, database, honest.events(), findings).run();
        } catch (IOException e) {
            findings.add("nothing can be asked afterwards: " + e);
        }
        service.terminate();
        OptionalInt exit = service.awaitExit(TO_END);
        if (exit.isEmpty() || exit.getAsInt() != 0) {
            findings.add("SIGTERM ended the service with %s".formatted(exit));
        }
    }

    @Override
    public void close() throws IOException {
        honest.close();
        memory.close();
        watch.close();
        service.close();
        database.kill();
    }
}
