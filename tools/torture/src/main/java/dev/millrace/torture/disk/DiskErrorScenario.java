package dev.millrace.torture.disk;

import dev.millrace.torture.journal.Journal;
import dev.millrace.torture.journal.Outcome;
import dev.millrace.torture.load.LoadPlan;
import dev.millrace.torture.round.Round;
import dev.millrace.torture.round.Scenario;
import java.time.Duration;
import java.util.SplittableRandom;

/** Lets forces or writes of the running service fail, all or some of them, for a while. */
public final class DiskErrorScenario implements Scenario {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    /** The calls that fail, and their errors. */
    public enum Fault {
        /** The disk does not confirm. */
        FORCE("disk-force-error", "fsync and fdatasync answer EIO", "fdatasync,fsync:error=EIO"),
        /** The disk does not take bytes. */
        WRITE("disk-write-error", "writes of files answer EIO", "pwrite64:error=EIO"),
        /** Every change is refused, as on a file system that was remounted read-only. */
        READ_ONLY(
                "disk-read-only",
                "everything that changes a file answers EROFS",
                "pwrite64,fdatasync,fsync,ftruncate,unlink,rename:error=EROFS");

        private final String label;
        private final String description;
        private final String injection;

        Fault(String label, String description, String injection) {
            this.label = label;
            this.description = description;
            this.injection = injection;
        }

        String description() {
            return description;
        }

        String injection() {
            return injection;
        }
    }

    private final Fault fault;

    public DiskErrorScenario(Fault fault) {
        this.fault = fault;
    }

    @Override
    public String name() {
        return fault.label;
    }

    @Override
    public String description() {
        return fault.description + ": nothing is acknowledged falsely, and events are taken again without a restart";
    }

    @Override
    public void run(Round round) throws Exception {
        Journal journal = round.journal();
        round.startWithLoad(LoadPlan.NORMAL.withLevels(15, 5));
        round.sleepBetween(100, 400);
        boolean killed = round.random().nextInt(3) == 0;
        try (Strace strace = Strace.attach(
                round.node().service().pid(),
                round.directory().resolve("strace"),
                fault.injection + when(round.random()))) {
            round.await(PATIENCE, "a failed call", () -> strace.failed() > 0);
            round.sleepBetween(300, 2500);
            if (killed) {
                // What a failed force left in the page cache must not be taken for safe by the next process.
                round.node().kill();
                round.struck("kill -9 while the disk fails");
            }
            round.struck(fault.description, strace.failed());
        }
        if (killed) {
            round.node().start();
        }
        long kept = journal.count(Outcome.DISK, Outcome.STORED);
        round.await(PATIENCE, "events are taken again", () -> journal.count(Outcome.DISK, Outcome.STORED) > kept + 20);
    }

    /** Chooses all calls from one on, or every n-th of them. */
    static String when(SplittableRandom random) {
        int first = 1 + random.nextInt(20);
        return random.nextBoolean()
                ? ":when=%s+".formatted(first)
                : ":when=%s+%s".formatted(first, 2 + random.nextInt(4));
    }
}
