package dev.millrace.testing;

import dev.millrace.chproxy.Chproxy;
import dev.millrace.clickhouse.embedded.Credentials;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Two shards behind a real chproxy on this machine. Each shard is one embedded server, so nothing is replicated; all else is as in
 * production: a service reaches a shard by the name of its users, and chproxy runs its own file.
 */
public final class TestCluster implements AutoCloseable {
    /** How many shards there are; they are numbered from 1. */
    public static final int SHARDS = 2;

    private final Credentials credentials = Credentials.random();
    private final List<TestClickHouse> shards;
    private final Chproxy chproxy;

    private TestCluster(Path directory) throws IOException, InterruptedException {
        TestClickHouse first = TestClickHouse.in(directory.resolve("shard-1"), credentials);
        try {
            TestClickHouse second = TestClickHouse.in(directory.resolve("shard-2"), credentials);
            shards = List.of(first, second);
            chproxy = Chproxy.start(directory.resolve("chproxy"), servers(), credentials);
        } catch (IOException | InterruptedException | RuntimeException e) {
            first.close(); // the others end with the JVM
            throw e;
        }
    }

    private static final class Shared {
        private static final TestCluster CLUSTER = start();

        private static TestCluster start() {
            try {
                TestCluster cluster = new TestCluster(Files.createTempDirectory("millrace-cluster"));
                Runtime.getRuntime().addShutdownHook(new Thread(cluster::close));
                return cluster;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }

    /**
     * One for all tests that only write rows of users that nobody else writes; ends with the JVM. To be called by a test or what runs
     * before it.
     *
     * @throws org.opentest4j.TestAbortedException if there is no Go to build chproxy with
     */
    public static TestCluster shared() throws IOException, InterruptedException {
        RequiredChproxy.require(); // in the initializer of a class, an aborted test would be a failed one
        return Shared.CLUSTER;
    }

    /** One for a test that breaks it. */
    public static TestCluster in(Path directory) throws IOException, InterruptedException {
        RequiredChproxy.require();
        return new TestCluster(directory);
    }

    /** Where chproxy listens. */
    public URI url() {
        return chproxy.url();
    }

    /** The server of a shard, to ask it without chproxy, to kill it and to start it again; 1 is the first. */
    public TestClickHouse shard(int number) {
        return shards.get(number - 1);
    }

    /** What stands in front of them. */
    public Chproxy chproxy() {
        return chproxy;
    }

    /** The passwords of the four roles; they are the same on all shards, and at chproxy. */
    public Credentials credentials() {
        return credentials;
    }

    /** Who asks as {@code role} ({@code ingest}, {@code report}, {@code rollup}, {@code admin}) for a shard. */
    public ClickHouseUser user(String role, int shard) {
        String password = switch (role) {
            case "ingest" -> credentials.ingestPassword();
            case "report" -> credentials.reportPassword();
            case "rollup" -> credentials.rollupPassword();
            case "admin" -> credentials.adminPassword();
            default -> throw new IllegalArgumentException(role);
        };
        return new ClickHouseUser(chproxy.url(), role + "-" + shard, password);
    }

    /** The servers' addresses by what they are called in {@code chproxy.yml}. */
    public Map<String, URI> servers() {
        return IntStream.rangeClosed(1, SHARDS)
                .boxed()
                .collect(Collectors.toMap(
                        "clickhouse-%s-1:8123"::formatted,
                        number -> shard(number).url()));
    }

    /** The settings that lead a service to it. */
    public Map<String, Object> properties() {
        Map<String, Object> properties = new HashMap<>();
        properties.put("millrace.clickhouse.url", chproxy.url().toString());
        properties.put("millrace.clickhouse.shards", SHARDS);
        properties.put("millrace.clickhouse.replicated", false);
        for (String role : List.of("ingest", "report", "rollup", "admin")) {
            properties.put("millrace.clickhouse.%s-user".formatted(role), role + "-{shard}");
        }
        properties.putAll(TestClickHouse.passwords(credentials));
        return properties;
    }

    /** The same as environment variables, for a service in a process of its own. */
    public Map<String, String> environment() {
        return TestClickHouse.asEnvironment(properties());
    }

    @Override
    public void close() {
        chproxy.close();
        shards.forEach(TestClickHouse::close);
    }
}
