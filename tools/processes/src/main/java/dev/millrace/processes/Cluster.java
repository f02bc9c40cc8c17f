package dev.millrace.processes;

import dev.millrace.chproxy.Chproxy;
import dev.millrace.clickhouse.embedded.Credentials;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Runs several shards, each an embedded server of its own, behind a real chproxy with the configuration of production: a service reaches a
 * shard by the names of its users. It ends with this JVM at the latest.
 */
public final class Cluster implements AutoCloseable {
    private final Credentials credentials = Credentials.random();
    private final List<Database> shards = new ArrayList<>();
    private final Chproxy chproxy;

    private Cluster(Path directory, int number) throws IOException, InterruptedException {
        Map<String, URI> servers = new HashMap<>();
        try {
            for (int shard = 1; shard <= number; shard++) {
                Database database = Database.start(directory.resolve("shard-" + shard), credentials);
                shards.add(database);
                servers.put("clickhouse-%s-1:8123".formatted(shard), database.url());
            }
            chproxy = Chproxy.start(directory.resolve("chproxy"), servers, credentials);
        } catch (IOException | InterruptedException | RuntimeException e) {
            shards.forEach(Database::close);
            throw e;
        }
    }

    /**
     * Starts a cluster and waits until it answers.
     *
     * @param number how many shards; chproxy's file knows two
     * @throws dev.millrace.chproxy.NoGoException if chproxy cannot be built without Go
     */
    public static Cluster start(Path directory, int number) throws IOException, InterruptedException {
        return new Cluster(directory, number);
    }

    /** The servers of the shards, the first shard first. */
    public List<Database> shards() {
        return List.copyOf(shards);
    }

    /** Returns the chproxy in front of the shards. */
    public Chproxy chproxy() {
        return chproxy;
    }

    /** The settings that lead a service to it. */
    public Map<String, String> environment() {
        Map<String, String> settings = new HashMap<>(shards.getFirst().environment());
        settings.put("MILLRACE_CLICKHOUSE_URL", chproxy.url().toString());
        settings.put("MILLRACE_CLICKHOUSE_SHARDS", Integer.toString(shards.size()));
        for (String role : List.of("ingest", "report", "rollup", "admin")) {
            settings.put("MILLRACE_CLICKHOUSE_%s_USER".formatted(role.toUpperCase(Locale.ROOT)), role + "-{shard}");
        }
        return settings;
    }

    @Override
    public void close() {
        chproxy.close();
        shards.forEach(Database::close);
    }
}
