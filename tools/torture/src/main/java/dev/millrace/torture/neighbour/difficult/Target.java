package dev.millrace.torture.neighbour.difficult;

import dev.millrace.torture.neighbour.http.Answer;
import dev.millrace.torture.neighbour.http.Peer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The service as one client sees it: from its own address, with its own key or none. Thread-safe. */
public final class Target implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration AFTER_FAILURE = Duration.ofMillis(20);

    private final InetSocketAddress server;
    private final InetAddress source;
    private final String key;
    private final LongReports reports;
    private final Tally tally = new Tally();
    private final Set<Peer> open = ConcurrentHashMap.newKeySet();
    private volatile boolean isClosed;

    /**
     * Makes the target of a client.
     *
     * @param source the local address of its connections
     * @param key empty if the service asks for none
     * @param reports long reports to ask for
     */
    public Target(InetSocketAddress server, InetAddress source, String key, LongReports reports) {
        this.server = server;
        this.source = source;
        this.key = key;
        this.reports = reports;
    }

    /** Returns the requests and answers so far. */
    public Tally tally() {
        return tally;
    }

    LongReports reports() {
        return reports;
    }

    boolean hasKey() {
        return !key.isEmpty();
    }

    int port() {
        return server.getPort();
    }

    Peer open() throws IOException {
        return open(0);
    }

    /** Opens a connection that is closed with this at the latest. */
    Peer open(int receiveBuffer) throws IOException {
        Peer peer = new Peer(server, source, receiveBuffer, PATIENCE);
        open.add(peer);
        if (isClosed) {
            peer.close();
        }
        return peer;
    }

    void close(Peer peer) throws IOException {
        open.remove(peer);
        peer.close();
    }

    void reset(Peer peer) throws IOException {
        open.remove(peer);
        peer.reset();
    }

    /** The head of a request without its empty line: with Host and key, and these lines. */
    String head(String method, String path, String... lines) {
        StringBuilder head =
                new StringBuilder("%s %s HTTP/1.1\r\nHost: 127.0.0.1:%s\r\n".formatted(method, path, port()));
        if (hasKey()) {
            head.append("Authorization: Bearer ").append(key).append("\r\n");
        }
        for (String line : lines) {
            head.append(line).append("\r\n");
        }
        return head.toString();
    }

    /** A whole request with a body. */
    byte[] post(String path, byte[] body, String... lines) {
        byte[] head = (head("POST", path, lines) + "Content-Length: %s\r\n\r\n".formatted(body.length))
                .getBytes(StandardCharsets.ISO_8859_1);
        byte[] request = new byte[head.length + body.length];
        System.arraycopy(head, 0, request, 0, head.length);
        System.arraycopy(body, 0, request, head.length, body.length);
        return request;
    }

    String get(String path) {
        return head("GET", path) + "\r\n";
    }

    /** Sends a request on a connection of its own, and reads the answer, which may come before all was sent. */
    int exchange(byte[] request) throws IOException {
        Peer peer = open();
        try {
            return exchange(peer, request);
        } finally {
            close(peer);
        }
    }

    int exchange(String request) throws IOException {
        return exchange(request.getBytes(StandardCharsets.ISO_8859_1));
    }

    int exchange(Peer peer, byte[] request) throws IOException {
        send(peer, request);
        Answer answer = peer.read();
        tally.answered(answer.status());
        return answer.status();
    }

    /** Sends bytes; it is not a failure if the service does not read all of them, because its answer may be there. */
    void send(Peer peer, byte[] request) {
        tally.asked(1);
        try {
            peer.send(request);
        } catch (IOException refused) {
            // Whoever reads sees the answer, or the end.
        }
    }

    /** Attempts something on so many threads until the deadline. */
    void repeat(int threads, Random random, Deadline deadline, Attempt attempt) throws InterruptedException {
        List<Thread> running = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            Random own = new Random(random.nextLong());
            running.add(Thread.ofPlatform().daemon().name("difficult").start(() -> attempt(own, deadline, attempt)));
        }
        for (Thread thread : running) {
            thread.join();
        }
    }

    private void attempt(Random random, Deadline deadline, Attempt attempt) {
        try {
            while (!deadline.isOver()) {
                try {
                    attempt.run(random);
                } catch (IOException e) {
                    if (!isClosed) {
                        tally.ended();
                    }
                    deadline.pause(AFTER_FAILURE);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            tally.fault("the test itself failed: " + e);
        }
    }

    /** Ends all of its connections, so that nothing waits for them any more. */
    @Override
    public void close() throws IOException {
        isClosed = true;
        for (Peer peer : open) {
            peer.close();
        }
        open.clear();
    }
}
