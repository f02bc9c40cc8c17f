package dev.millrace.testing;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.zookeeper.server.ServerCnxnFactory;
import org.apache.zookeeper.server.ZooKeeperServer;
import org.slf4j.LoggerFactory;

/** A ZooKeeper in this JVM, on a free port, in the place of the cluster's ClickHouse Keepers: they speak the same protocol. */
public final class TestKeeper implements AutoCloseable {
    private static final int TICK_MILLIS = 500;
    private static final int MAX_CONNECTIONS = 100;

    private final ZooKeeperServer server;
    private final ServerCnxnFactory connections;

    private TestKeeper(Path directory) throws IOException, InterruptedException {
        ((Logger) LoggerFactory.getLogger("org.apache.zookeeper")).setLevel(Level.ERROR); // it tells its whole life
        Files.createDirectories(directory);
        server = new ZooKeeperServer(directory.toFile(), directory.toFile(), TICK_MILLIS);
        connections = ServerCnxnFactory.createFactory(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), MAX_CONNECTIONS);
        connections.startup(server);
    }

    /** Starts one that keeps its data in a directory. */
    public static TestKeeper start(Path directory) throws IOException, InterruptedException {
        return new TestKeeper(directory);
    }

    /** Where it listens on 127.0.0.1. */
    public int port() {
        return connections.getLocalPort();
    }

    /** Whether somebody has made that node. */
    public boolean has(String path) {
        return server.getZKDatabase().getNode(path) != null;
    }

    @Override
    public void close() {
        connections.shutdown();
    }
}
