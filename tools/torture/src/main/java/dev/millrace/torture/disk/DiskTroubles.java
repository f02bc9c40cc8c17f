package dev.millrace.torture.disk;

import dev.millrace.torture.disk.DiskErrorScenario.Fault;
import dev.millrace.torture.round.Node;
import dev.millrace.torture.round.NotPossibleException;
import dev.millrace.torture.round.Round;
import dev.millrace.torture.round.Trouble;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Faults of the disk under a service that runs on. */
public final class DiskTroubles {
    /** The size of a disk that holds the whole backlog, and is soon filled by another file. */
    private static final int KILOBYTES = 64 * 1024;

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private DiskTroubles() {}

    /** Returns one trouble of each kind. */
    public static List<Trouble> all() {
        List<Trouble> troubles = new ArrayList<>();
        for (Fault fault : Fault.values()) {
            troubles.add(new Trouble(fault.description(), (round, node) -> fail(round, node, fault)));
        }
        return troubles;
    }

    /** Puts the data of a node that was not started yet on a small disk of its own, which {@link #full} fills. */
    public static Closeable smallDisk(Node node) throws IOException, InterruptedException, NotPossibleException {
        return Tmpfs.mount(node.dataDir(), KILOBYTES);
    }

    /** Fills that node's small disk with a foreign file, and deletes it. */
    public static Trouble full(Node small) {
        return new Trouble("disk filled by another file", (round, _) -> {
            Path filler = small.dataDir().resolve("filler");
            try {
                DiskFullScenario.fill(filler, KILOBYTES);
                round.sleepBetween(300, 2000);
            } finally {
                Files.deleteIfExists(filler);
            }
        });
    }

    private static void fail(Round round, Node node, Fault fault) throws Exception {
        Path output = round.directory().resolve("strace");
        try (Strace strace = Strace.attach(
                node.service().pid(), output, fault.injection() + DiskErrorScenario.when(round.random()))) {
            long until = System.nanoTime() + PATIENCE.toNanos();
            while (strace.failed() == 0 && System.nanoTime() < until) {
                TimeUnit.MILLISECONDS.sleep(20);
            }
            round.sleepBetween(200, 2000);
        }
        Files.deleteIfExists(output);
    }
}
