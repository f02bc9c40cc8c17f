package dev.millrace.torture.blackbox;

import dev.millrace.chproxy.NoGoException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Runs one round: servers and nodes of its own, some seconds of everything at once, and the check when all is quiet. */
final class BlackBoxRound {
    private static final int USERS = 12;
    private static final int SENDERS = 4;
    private static final int SENSOR_SENDERS = 2;
    private static final int READERS = 3;
    private static final int LEAST_PER_SECOND = 20;
    private static final int MOST_LENGTHS = 6;

    private final Setting setting;
    private final long seed;
    private final Duration length;
    private final Path directory;
    private final SplittableRandom random;

    BlackBoxRound(Setting setting, long seed, Duration length, Path directory) {
        this.setting = setting;
        this.seed = seed;
        this.length = length;
        this.directory = directory;
        this.random = new SplittableRandom(seed);
    }

    /** Runs it; whatever goes wrong is in the result. */
    RoundResult run() throws IOException {
        long start = System.nanoTime();
        Files.createDirectories(directory);
        NodeSettings settings = new NodeSettings(random.split());
        try (RequestLog log = new RequestLog(directory.resolve("requests.log"))) {
            Tally tally = new Tally(() -> log.millis(System.nanoTime()));
            log.event("%s, seed %s, %s".formatted(setting, seed, settings));
            List<Node> nodes = new ArrayList<>();
            try (Servers servers = new Servers(directory, setting);
                    Http http = new Http(log, tally)) {
                for (int i = 0; i < setting.nodes(); i++) {
                    Path home = Files.createDirectories(directory.resolve("node-" + i));
                    nodes.add(new Node(i, home, settings.of(i, servers.environment())));
                }
                for (Node node : nodes) {
                    node.awaitReady();
                }
                run(servers, nodes, http, log, tally);
            } catch (NoGoException e) {
                throw e;
            } catch (Exception e) {
                tally.unexplained(Crew.stackTrace(e));
            } finally {
                nodes.forEach(Node::close);
            }
            tally.findings().forEach(log::event);
            return new RoundResult(
                    setting,
                    seed,
                    length,
                    Duration.ofNanos(System.nanoTime() - start),
                    settings.toString(),
                    tally,
                    directory);
        }
    }

    private void run(Servers servers, List<Node> nodes, Http http, RequestLog log, Tally tally) throws Exception {
        World world = new World(
                setting,
                List.copyOf(nodes),
                servers,
                http,
                log,
                tally,
                new Times(random.split()),
                new ViewModel(setting.shards() > 1),
                new SensorModel(),
                LongStream.range(0, USERS).map(i -> 100 + 37 * i).boxed().toList(),
                new Stop());
        List<String> posted = names("s", 3 * SENSOR_SENDERS);
        List<String> published = names("m", 2);
        Crew crew = new Crew(world);
        FinalCheck check;
        try (MqttSender mqtt = new MqttSender(world, random.split(), published)) {
            for (int i = 0; i < SENDERS; i++) {
                crew.start(new ViewSender(world, random.split(), i + 1));
            }
            for (int i = 0; i < SENSOR_SENDERS; i++) {
                crew.start(new SensorSender(world, random.split(), posted.subList(3 * i, 3 * i + 3)));
            }
            crew.start(mqtt);
            crew.start(new Eraser(world, random.split()));
            crew.start(new Rebuilder(world, random.split()));
            crew.start(new Breaker(world, random.split()));
            List<WindowReport.Group> facilities = facilities(posted);
            for (int i = 0; i < READERS; i++) {
                crew.start(new Reader(world, random.split(), posted, facilities));
            }
            check = new FinalCheck(
                    world,
                    windows(world, posted, published, facilities),
                    WindowReport.all(world.times(), published, List.of()));
            awaitLoad(tally);
            world.stop().set();
            crew.join();
        }
        log.event("the load has ended");
        crew.settle();
        check.awaitPublished();
        if (check.awaitQuiet()) {
            log.event("all is quiet");
            check.run();
        }
    }

    /** Prolongs the load until it has done something: on a busy machine little happens in a second. */
    private void awaitLoad(Tally tally) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(length.toNanos());
        long until = System.nanoTime() + (MOST_LENGTHS - 1) * length.toNanos();
        while (tally.get(Tally.What.ACKNOWLEDGED) < LEAST_PER_SECOND * length.toSeconds()
                && System.nanoTime() < until) {
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    private static List<WindowReport> windows(
            World world, List<String> posted, List<String> published, List<WindowReport.Group> facilities) {
        List<WindowReport> all = new ArrayList<>(WindowReport.all(world.times(), posted, facilities));
        all.addAll(WindowReport.all(
                world.times(), published, List.of(new WindowReport.Group(MqttSender.FACILITY, published))));
        return all;
    }

    private static List<WindowReport.Group> facilities(List<String> sensors) {
        return sensors.stream()
                .map(SensorSender::facility)
                .distinct()
                .map(facility -> new WindowReport.Group(
                        facility,
                        sensors.stream()
                                .filter(sensor -> SensorSender.facility(sensor).equals(facility))
                                .toList()))
                .toList();
    }

    private static List<String> names(String beginning, int number) {
        return IntStream.range(0, number).mapToObj(i -> beginning + i).toList();
    }
}
