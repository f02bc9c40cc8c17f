package dev.millrace.clickhouse.schema;

import dev.millrace.clickhouse.embedded.Credentials;
import dev.millrace.clickhouse.embedded.EmbeddedClickHouse;
import dev.millrace.clickhouse.embedded.EmbeddedConfig;
import dev.millrace.testing.ClickHouseUser;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** An embedded server with the configuration of the cluster's servers: the files of {@code clickhouse/server/config.d}, with other addresses. */
final class ClusterServer implements AutoCloseable {
    static final Path FILES = Path.of("../clickhouse/server/config.d");

    private static final Pattern FROM_ENVIRONMENT = Pattern.compile("<(\\w+) from_env=\"(\\w+)\"/>");

    private final EmbeddedClickHouse server;
    private final Credentials credentials;

    private ClusterServer(EmbeddedClickHouse server, Credentials credentials) {
        this.server = server;
        this.credentials = credentials;
    }

    /**
     * Starts one.
     *
     * @param credentials the passwords of its users
     * @param environment what a server in production has in its environment. The embedded one is given it in the files
     * @param addresses what else is different, as texts of the files and what they become here
     */
    static ClusterServer start(
            Path directory,
            int tcpPort,
            Credentials credentials,
            Map<String, String> environment,
            Map<String, String> addresses)
            throws IOException {
        Path target = directory.resolve("config/config.d");
        Files.createDirectories(target);
        for (Path file : files()) {
            String text = withEnvironment(Files.readString(file), environment);
            for (Map.Entry<String, String> address : addresses.entrySet()) {
                text = text.replaceAll(address.getKey(), Matcher.quoteReplacement(address.getValue()));
            }
            Files.writeString(target.resolve(file.getFileName().toString()), text);
        }
        return new ClusterServer(
                EmbeddedClickHouse.start(new EmbeddedConfig(directory, 0, tcpPort, credentials)), credentials);
    }

    static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(FILES)) {
            return files.sorted().toList();
        }
    }

    private static String withEnvironment(String text, Map<String, String> environment) {
        return FROM_ENVIRONMENT
                .matcher(text)
                .replaceAll(element -> Matcher.quoteReplacement("<%1$s>%2$s</%1$s>"
                        .formatted(
                                element.group(1),
                                Objects.requireNonNull(environment.get(element.group(2)), element.group(2)))));
    }

    /** Its HTTP interface. */
    URI url() {
        return server.httpUrl();
    }

    /** Somebody who asks it as {@code admin}. */
    ClickHouseUser admin() {
        return new ClickHouseUser(server.httpUrl(), "admin", credentials.adminPassword());
    }

    /** Somebody who asks it as {@code rollup}. */
    ClickHouseUser rollup() {
        return new ClickHouseUser(server.httpUrl(), "rollup", credentials.rollupPassword());
    }

    /** Asks as admin; the answer without the last line end. */
    String query(String statement) throws IOException, InterruptedException {
        HttpResponse<String> answer = admin().ask(statement);
        if (answer.statusCode() != 200) {
            throw new IOException("%s: %s".formatted(statement, answer.body()));
        }
        return answer.body().stripTrailing();
    }

    @Override
    public void close() {
        server.close();
    }
}
