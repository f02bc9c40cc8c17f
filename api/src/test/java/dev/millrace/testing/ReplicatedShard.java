package dev.millrace.testing;

import dev.millrace.clickhouse.embedded.Credentials;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.opentest4j.TestAbortedException;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.images.builder.ImageFromDockerfile;
import org.testcontainers.lifecycle.Startables;
import org.testcontainers.utility.DockerImageName;
import org.testcontainers.utility.MountableFile;

/**
 * One shard as production has it: two replicas and three Keepers in the images that docker-compose.yml names, chproxy as its Dockerfile makes it, with the files of
 * {@code clickhouse/} and {@code chproxy/} as they are. Needs Docker.
 */
public final class ReplicatedShard implements AutoCloseable {
    /** How many replicas there are; they are numbered from 1. */
    public static final int REPLICAS = 2;

    private static final int KEEPERS = 3;
    private static final int CHPROXY_PORT = 9090;
    private static final Path REPOSITORY = Path.of("..");

    private final Credentials credentials = Credentials.random();
    private final String interserverPassword = UUID.randomUUID().toString();
    private final Network network = Network.newNetwork();
    private final List<GenericContainer<?>> keepers = new ArrayList<>();
    private final List<GenericContainer<?>> replicas = new ArrayList<>();
    private final GenericContainer<?> chproxy;

    private ReplicatedShard() throws IOException {
        for (int number = 1; number <= KEEPERS; number++) {
            keepers.add(keeper(number));
        }
        for (int number = 1; number <= REPLICAS; number++) {
            replicas.add(replica(number));
        }
        chproxy = chproxy();
    }

    /**
     * Starts it; returns when chproxy answers.
     *
     * @throws TestAbortedException if there is no Docker: the test is skipped, and says so. With
     *     {@code MILLRACE_TEST_CLUSTER=required} it is an error instead
     */
    public static ReplicatedShard start() throws IOException {
        requireDocker();
        ReplicatedShard shard = new ReplicatedShard();
        try {
            // Each part asks for those before: a server makes its database in Keeper before it answers.
            Startables.deepStart(shard.keepers).join();
            Startables.deepStart(shard.replicas).join();
            shard.chproxy.start();
            return shard;
        } catch (RuntimeException e) {
            shard.close();
            throw e;
        }
    }

    private static void requireDocker() {
        if (DockerClientFactory.instance().isDockerAvailable()) {
            return;
        }
        String missing = "SKIPPED: replicas need Docker, and no engine answers here.";
        if ("required".equals(System.getenv("MILLRACE_TEST_CLUSTER"))) {
            throw new IllegalStateException(missing + " MILLRACE_TEST_CLUSTER=required forbids that.");
        }
        System.err.println(missing);
        throw new TestAbortedException(missing);
    }

    private GenericContainer<?> keeper(int number) throws IOException {
        return container("clickhouse/clickhouse-keeper", "keeper-" + number)
                .withEnv("MILLRACE_KEEPER_ID", Integer.toString(number))
                .withCopyFileToContainer(
                        file("clickhouse/keeper/keeper.xml"), "/etc/clickhouse-keeper/keeper_config.xml")
                .waitingFor(Wait.forSuccessfulCommand("echo ruok | nc 127.0.0.1 9181 | grep -q imok"));
    }

    private GenericContainer<?> replica(int number) throws IOException {
        return container("clickhouse/clickhouse-server", host(number))
                .withEnv(passwords())
                .withEnv("MILLRACE_CLICKHOUSE_INTERSERVER_PASSWORD", interserverPassword)
                .withEnv("MILLRACE_CLICKHOUSE_SHARD", "1")
                .withEnv("MILLRACE_CLICKHOUSE_HOST", host(number))
                .withEnv("MILLRACE_CLICKHOUSE_REPLICA_1", host(1))
                .withEnv("MILLRACE_CLICKHOUSE_REPLICA_2", host(2))
                .withEnv("CLICKHOUSE_SKIP_USER_SETUP", "1")
                .withCopyFileToContainer(file("clickhouse/server/config.d"), "/etc/clickhouse-server/config.d")
                .withCopyFileToContainer(file("clickhouse/server/users.xml"), "/etc/clickhouse-server/users.xml")
                .waitingFor(Wait.forSuccessfulCommand("wget -q -O /dev/null http://127.0.0.1:8123/ping"));
    }

    private GenericContainer<?> chproxy() {
        ImageFromDockerfile patched = new ImageFromDockerfile().withFileFromPath(".", REPOSITORY.resolve("chproxy"));
        return inNetwork(new GenericContainer<>(patched), "chproxy")
                .withEnv(passwords())
                .withCopyFileToContainer(file("chproxy/chproxy.yml"), "/etc/chproxy/chproxy.yml")
                .withExposedPorts(CHPROXY_PORT)
                .waitingFor(Wait.forHttp("/favicon.ico").forPort(CHPROXY_PORT));
    }

    private GenericContainer<?> container(String image, String host) throws IOException {
        return inNetwork(new GenericContainer<>(DockerImageName.parse(pinned(image))), host);
    }

    private GenericContainer<?> inNetwork(GenericContainer<?> container, String host) {
        return container
                .withNetwork(network)
                .withNetworkAliases(host)
                .withCreateContainerCmdModifier(command -> command.withHostName(host));
    }

    /** The version stands once, where production has it. */
    private static String pinned(String image) throws IOException {
        Matcher name = Pattern.compile("image: (%s:\\S+)".formatted(Pattern.quote(image)))
                .matcher(Files.readString(REPOSITORY.resolve("docker-compose.yml")));
        if (!name.find()) {
            throw new IOException("docker-compose.yml has no image " + image);
        }
        return name.group(1);
    }

    private static MountableFile file(String path) {
        return MountableFile.forHostPath(
                REPOSITORY.resolve(path).toAbsolutePath().normalize());
    }

    private static String host(int replica) {
        return "clickhouse-1-" + replica;
    }

    private Map<String, String> passwords() {
        return TestClickHouse.asEnvironment(new HashMap<>(TestClickHouse.passwords(credentials)));
    }

    /** Where chproxy listens. */
    public URI url() {
        return URI.create("http://%s:%s".formatted(chproxy.getHost(), chproxy.getMappedPort(CHPROXY_PORT)));
    }

    /** The settings that lead a service to it. */
    public Map<String, Object> properties() {
        Map<String, Object> properties = new HashMap<>(TestClickHouse.passwords(credentials));
        properties.put("millrace.clickhouse.url", url().toString());
        properties.put("millrace.clickhouse.replicated", true);
        for (String role : List.of("ingest", "report", "rollup", "admin")) {
            properties.put("millrace.clickhouse.%s-user".formatted(role), role + "-1");
        }
        return properties;
    }

    /** Executes a statement as admin on one replica, without chproxy, and returns the answer without the last line end. */
    public String query(int replica, String statement) throws IOException, InterruptedException {
        ExecResult result = replicas.get(replica - 1)
                .execInContainer(
                        "clickhouse-client",
                        "--user=admin",
                        "--password=" + credentials.adminPassword(),
                        "--query=" + statement);
        if (result.getExitCode() != 0) {
            throw new IOException("%s: %s".formatted(statement, result.getStderr()));
        }
        return result.getStdout().stripTrailing();
    }

    /** What each replica answers. */
    public List<String> queryAll(String statement) throws IOException, InterruptedException {
        List<String> answers = new ArrayList<>();
        for (int replica : IntStream.rangeClosed(1, REPLICAS).toArray()) {
            answers.add(query(replica, statement));
        }
        return answers;
    }

    /** Ends a replica as a power cut would; its disk stays. */
    public void kill(int replica) {
        GenericContainer<?> container = replicas.get(replica - 1);
        container.getDockerClient().killContainerCmd(container.getContainerId()).exec();
    }

    /** Starts it again with what it had. Does not wait until it has caught up. */
    public void startAgain(int replica) {
        GenericContainer<?> container = replicas.get(replica - 1);
        container
                .getDockerClient()
                .startContainerCmd(container.getContainerId())
                .exec();
    }

    @Override
    public void close() {
        chproxy.stop();
        replicas.forEach(GenericContainer::stop);
        keepers.forEach(GenericContainer::stop);
        network.close();
    }
}
