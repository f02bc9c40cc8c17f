package dev.millrace.torture.disk;

import dev.millrace.torture.journal.Journal;
import dev.millrace.torture.journal.Outcome;
import dev.millrace.torture.load.LoadPlan;
import dev.millrace.torture.round.Node;
import dev.millrace.torture.round.Round;
import dev.millrace.torture.round.Scenario;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Fills the disk of the data directory, with events that a held ClickHouse does not take or with a foreign file, and makes room
 * again, in the same process.
 */
public final class DiskFullScenario implements Scenario {
    private static final int KILOBYTES = 512;
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @Override
    public String name() {
        return "disk-full";
    }

    @Override
    public String description() {
        return "the data directory's disk is full: events are refused, and taken again without a restart when there is room";
    }

    @Override
    public void run(Round round) throws Exception {
        Node node = round.node();
        round.atEnd(Tmpfs.mount(node.dataDir(), KILOBYTES));
        Journal journal = round.journal();
        round.startWithLoad(LoadPlan.NORMAL.withLevels(15, 5).withEventsPerSecond(12_000));
        round.sleepBetween(100, 400);
        boolean byOthers = round.random().nextBoolean();
        Path filler = node.dataDir().resolve("filler");
        long refusedBefore = refused(journal);
        // Otherwise what the drain deletes makes room.
        round.clickHouse().pause();
        if (byOthers) {
            fill(filler, KILOBYTES);
        }
        boolean full = round.await(PATIENCE, "a full disk", () -> refused(journal) > refusedBefore + 5);
        round.sleepBetween(100, 600);
        round.struck(byOthers ? "disk filled by another file" : "disk filled by the buffer", full ? 1 : 0);
        round.struck("requests refused by a full disk", refused(journal) - refusedBefore);
        long kept = kept(journal);
        if (byOthers) {
            Files.delete(filler);
            round.await(PATIENCE, "events are taken again when the file is gone", () -> kept(journal) > kept + 5);
        }
        round.clickHouse().resume();
        round.await(PATIENCE, "events are taken again when the buffer is drained", () -> kept(journal) > kept + 20);
    }

    static void fill(Path filler, int kilobytes) {
        try {
            Files.write(filler, new byte[kilobytes * 1024]);
        } catch (IOException full) {
            // It took what there was.
        }
    }

    private static long refused(Journal journal) {
        return journal.count(Outcome.REFUSED, Outcome.DOUBT);
    }

    private static long kept(Journal journal) {
        return journal.count(Outcome.DISK, Outcome.STORED);
    }
}
