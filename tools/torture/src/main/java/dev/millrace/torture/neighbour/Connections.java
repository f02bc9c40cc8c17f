package dev.millrace.torture.neighbour;

import dev.millrace.torture.neighbour.http.Answer;
import dev.millrace.torture.neighbour.http.Peer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/** Connections of an honest sender, kept open between requests. Thread-safe. */
final class Connections implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Well before the service ends idle ones. */
    private static final long MOST_IDLE_NANOS = TimeUnit.SECONDS.toNanos(20);

    private final InetSocketAddress server;
    private final InetAddress source;
    private final String key;
    private final Deque<Idle> idle = new ArrayDeque<>();

    private record Idle(Peer peer, long since) {}

    Connections(InetSocketAddress server, InetAddress source, String key) {
        this.server = server;
        this.source = source;
        this.key = key;
    }

    /** Sends a request and waits for the answer, on a connection that waits or on a new one. */
    Answer send(String method, String path, String contentType, String body) throws IOException {
        Peer peer = take();
        boolean isGood = false;
        try {
            peer.send("%s %s HTTP/1.1\r\nHost: 127.0.0.1:%s\r\n%s%sContent-Length: %s\r\n\r\n%s"
                    .formatted(
                            method,
                            path,
                            server.getPort(),
                            key.isEmpty() ? "" : "Authorization: Bearer %s\r\n".formatted(key),
                            contentType.isEmpty() ? "" : "Content-Type: %s\r\n".formatted(contentType),
                            body.length(),
                            body));
            Answer answer = peer.readAll();
            isGood = !answer.header("connection").equalsIgnoreCase("close");
            return answer;
        } finally {
            if (isGood) {
                giveBack(peer);
            } else {
                peer.close();
            }
        }
    }

    /** Others of the same sender, of which none is open yet. */
    Connections another() {
        return new Connections(server, source, key);
    }

    Answer get(String path) throws IOException {
        return send("GET", path, "", "");
    }

    private Peer take() throws IOException {
        synchronized (idle) {
            while (!idle.isEmpty()) {
                Idle last = idle.removeLast();
                if (System.nanoTime() - last.since < MOST_IDLE_NANOS) {
                    return last.peer;
                }
                last.peer.close();
            }
        }
        return new Peer(server, source, 0, PATIENCE);
    }

    private void giveBack(Peer peer) {
        synchronized (idle) {
            idle.addLast(new Idle(peer, System.nanoTime()));
        }
    }

    /** Closes those that wait. */
    @Override
    public void close() throws IOException {
        synchronized (idle) {
            for (Idle waiting : idle) {
                waiting.peer.close();
            }
            idle.clear();
        }
    }
}
