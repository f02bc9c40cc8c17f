package dev.millrace.torture.round;

import dev.millrace.clickhouse.embedded.Credentials;
import dev.millrace.processes.Database;
import dev.millrace.torture.proxy.FaultProxy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The ClickHouse servers of a service, one for each shard. A service finds a single one at its address, and several at one port of addresses
 * that differ in their last digit, the number of the shard, so that one URL with {@code {shard}} names them all. Not for several threads.
 */
final class Shards {
    private static final int MOST = 9;

    private final List<Database> servers;
    private final List<FaultProxy> addresses;
    private final Map<String, String> environment;

    private Shards(List<Database> servers, List<FaultProxy> addresses, Map<String, String> environment) {
        this.servers = List.copyOf(servers);
        this.addresses = List.copyOf(addresses);
        this.environment = Map.copyOf(environment);
    }

    /** Starts so many, 1 to 9; several in directories of their own below. */
    static Shards start(Path directory, int count) throws IOException {
        if (count < 1 || count > MOST) {
            throw new IllegalArgumentException("1 to %s shards, not %s".formatted(MOST, count));
        }
        if (count == 1) {
            Database only = Database.start(directory);
            return new Shards(List.of(only), List.of(), only.environment());
        }
        Credentials credentials = Credentials.random();
        List<Database> servers = new ArrayList<>();
        try {
            for (int shard = 1; shard <= count; shard++) {
                servers.add(Database.start(directory.resolve("shard-" + shard), credentials));
            }
            List<FaultProxy> addresses =
                    FaultProxy.toShards(servers.stream().map(Database::url).toList());
            Map<String, String> environment = new HashMap<>(servers.getFirst().environment());
            environment.put("MILLRACE_CLICKHOUSE_URL", FaultProxy.urlOf(addresses));
            environment.put("MILLRACE_CLICKHOUSE_SHARDS", Integer.toString(count));
            return new Shards(servers, addresses, environment);
        } catch (IOException e) {
            servers.forEach(Database::kill);
            throw e;
        }
    }

    /** Returns all servers, that of the first shard first. */
    List<Database> servers() {
        return servers;
    }

    /** The settings that lead a service to them. */
    Map<String, String> environment() {
        return environment;
    }

    /** SIGKILL for all; returns when they are gone. */
    void kill() throws IOException {
        servers.forEach(Database::kill);
        for (FaultProxy address : addresses) {
            address.close();
        }
    }
}
