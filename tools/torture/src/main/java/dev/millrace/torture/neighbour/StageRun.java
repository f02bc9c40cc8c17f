package dev.millrace.torture.neighbour;

import dev.millrace.torture.neighbour.difficult.Deadline;
import dev.millrace.torture.neighbour.difficult.DifficultClient;
import dev.millrace.torture.neighbour.difficult.LongReports;
import dev.millrace.torture.neighbour.difficult.Tally;
import dev.millrace.torture.neighbour.difficult.Target;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Lets difficult clients run at the same time, each with its own address or its own key, and ends them. */
final class StageRun {
    private static final Duration TO_END = Duration.ofSeconds(20);

    private final InetSocketAddress server;
    private final KeyRing keys;
    private final LongReports reports;

    StageRun(InetSocketAddress server, KeyRing keys, LongReports reports) {
        this.server = server;
        this.keys = keys;
        this.reports = reports;
    }

    /** Returns when they are gone: what each asked and was answered. */
    Map<String, Tally> run(List<DifficultClient> clients, Duration length, Random random)
            throws IOException, InterruptedException {
        List<Running> all = new ArrayList<>();
        Deadline deadline = Deadline.in(length);
        for (int i = 0; i < clients.size(); i++) {
            DifficultClient client = clients.get(i);
            Target target = new Target(server, source(i), keys.difficult().get(i), reports);
            Random own = new Random(random.nextLong());
            Thread thread =
                    Thread.ofPlatform().daemon().name(client.name()).start(() -> run(client, target, own, deadline));
            all.add(new Running(client.name(), target, thread));
        }
        deadline.pause(length);
        for (Running running : all) {
            running.target.close();
        }
        Map<String, Tally> tallies = new LinkedHashMap<>();
        for (Running running : all) {
            Tally tally = running.target.tally();
            if (!running.thread.join(TO_END)) {
                tally.fault("did not end");
            }
            tallies.put(running.name, tally);
        }
        return tallies;
    }

    private record Running(String name, Target target, Thread thread) {}

    private static void run(DifficultClient client, Target target, Random random, Deadline deadline) {
        try {
            client.run(target, random, deadline);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            target.tally().fault("ended with " + e);
        }
    }

    /** Returns the address of a client: without keys it identifies the sender; with keys all clients have the same one. */
    private InetAddress source(int client) throws IOException {
        return keys.honest().isEmpty()
                ? InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) (2 + client)})
                : InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    }
}
