package dev.millrace.clickhouse.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Finds ports for servers on this machine. */
public final class FreePort {
    private static final int LOWEST = 10_000;

    /** Systems give clients their ports from 32768 or 49152 on. */
    private static final int HIGHEST = 32_000;

    private static final int TRIES = 1000;

    private FreePort() {}

    /**
     * Finds a port of 127.0.0.1 that nobody listens on at the moment. The system gives it to no client, so it is still free when a server
     * is started on it a moment later, or again after it was away.
     *
     * @throws IOException if there is none
     */
    public static int find() throws IOException {
        IOException last = new IOException("no port was tried");
        for (int i = 0; i < TRIES; i++) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
            try (ServerSocket _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return port;
            } catch (IOException taken) {
                last = taken;
            }
        }
        throw last;
    }
}
