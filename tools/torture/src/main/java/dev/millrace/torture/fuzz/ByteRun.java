package dev.millrace.torture.fuzz;

import dev.millrace.torture.neighbour.http.Answer;
import dev.millrace.torture.neighbour.http.Peer;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Sends cases over some connections and judges each answer. A case ends when it is answered or its connection is at an end; one for which
 * neither happens in time is a finding.
 */
final class ByteRun {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int SENDERS = 4;

    private final InetSocketAddress server;
    private final Documented documented;
    private final List<Cases> sources;
    private final Findings findings;
    private final Map<Integer, Integer> answers = new TreeMap<>();
    private final AtomicInteger sent = new AtomicInteger();
    private final AtomicInteger unanswered = new AtomicInteger();

    /**
     * Makes a run.
     *
     * @param sources take turns at random
     */
    ByteRun(InetSocketAddress server, Documented documented, List<Cases> sources, Findings findings) {
        this.server = server;
        this.documented = documented;
        this.sources = List.copyOf(sources);
        this.findings = findings;
    }

    /** Sends so many cases, or fewer if the time is over; returns when all have ended. */
    void send(int count, SplittableRandom random, long untilNanos) throws InterruptedException {
        AtomicInteger left = new AtomicInteger(count);
        List<Thread> senders = new ArrayList<>();
        for (int i = 0; i < SENDERS; i++) {
            SplittableRandom own = random.split();
            senders.add(Thread.ofPlatform().name("sender-" + i).start(() -> sendAll(left, own, untilNanos)));
        }
        for (Thread sender : senders) {
            sender.join();
        }
    }

    private void sendAll(AtomicInteger left, SplittableRandom random, long untilNanos) {
        try (Sender sender = new Sender()) {
            while (left.getAndDecrement() > 0 && System.nanoTime() < untilNanos) {
                Case one = sources.get(random.nextInt(sources.size())).next(random);
                sent.incrementAndGet();
                try {
                    sender.send(one);
                } catch (SocketTimeoutException e) {
                    findings.add(one, "neither an answer nor an end for %s s".formatted(PATIENCE.toSeconds()));
                    sender.disconnect();
                } catch (SocketException | EOFException end) {
                    sender.ended(end, one);
                } catch (IOException e) {
                    findings.add(one, "what came is no answer: " + e.getMessage());
                    sender.disconnect();
                }
            }
        } catch (IOException e) {
            findings.add("a connection could not be closed: " + e);
        }
    }

    /** Returns how many cases were sent. */
    int sent() {
        return sent.get();
    }

    /** Returns how many connections ended without an answer to the case. */
    int unanswered() {
        return unanswered.get();
    }

    /** Returns the number of answers by status. */
    synchronized Map<Integer, Integer> answers() {
        return new TreeMap<>(answers);
    }

    private synchronized void count(int status) {
        answers.merge(status, 1, Integer::sum);
    }

    /** The connections of one thread: one that is used again, and one for each case that ends it. */
    private final class Sender implements AutoCloseable {
        private @Nullable Peer kept;
        private boolean isAnswered;

        void send(Case one) throws IOException {
            isAnswered = false;
            if (one.isWhole()) {
                sendWhole(one);
            } else {
                sendBytes(one);
            }
        }

        private void sendWhole(Case one) throws IOException {
            Peer peer = kept == null ? open() : kept;
            kept = peer;
            peer.send(one.bytes());
            Answer answer = peer.read();
            judge(one, answer);
            if (answer.header("connection").equalsIgnoreCase("close")) {
                disconnect();
            }
        }

        private void sendBytes(Case one) throws IOException {
            Peer peer = open();
            try {
                peer.send(one.bytes());
                peer.finish();
                while (true) {
                    judge(one, peer.read());
                }
            } finally {
                // Without this the ports of ended connections run out.
                peer.reset();
            }
        }

        private void judge(Case one, Answer answer) {
            isAnswered = true;
            count(answer.status());
            documented
                    .problem(one, answer.status(), answer.header("content-type"))
                    .ifPresent(problem -> findings.add(one, problem));
        }

        void ended(IOException end, Case one) throws IOException {
            if (!isAnswered) {
                unanswered.incrementAndGet();
            }
            if (end instanceof EOFException && String.valueOf(end.getMessage()).contains("missing")) {
                findings.add(one, "an answer was cut off");
            }
            if (one.isWhole()) {
                disconnect();
            }
        }

        private Peer open() throws IOException {
            return new Peer(server, server.getAddress(), 0, PATIENCE);
        }

        @Override
        public void close() throws IOException {
            disconnect();
        }

        /** Ends the connection that is used again; the next request opens another one. */
        private void disconnect() throws IOException {
            if (kept != null) {
                kept.close();
                kept = null;
            }
        }
    }
}
