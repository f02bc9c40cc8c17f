package dev.millrace.rollup;

import dev.millrace.time.TimeRange;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/** What the rollup thread does, one statement at a time, by several at once, for a test that stops between any two. */
public final class RollupSteps {
    private static final int MOST_AT_ONCE = 3;

    private final RollupJob job;
    private final Predicate<Instant> wanted;
    private final List<Recomputation> underWay = new ArrayList<>();

    /**
     * Nothing is under way.
     *
     * @param kind the raw table
     * @param wanted hours that are worth sealing; a day has 24, and most are empty in a test */
    public RollupSteps(RollupScheduler rollups, String kind, Predicate<Instant> wanted) {
        this.job = rollups.job(kind).orElseThrow();
        this.wanted = wanted;
    }

    /** Lets late rows leave marks in hours that are old enough by now. */
    public void raiseBound() throws IOException, InterruptedException {
        job.raiseBound();
    }

    /** Begins to seal an hour or a day, to compute a marked hour anew or to rebuild one, whichever there is; false if there is none. */
    public boolean begin(RandomGenerator random) throws IOException, InterruptedException {
        if (underWay.size() == MOST_AT_ONCE) {
            return false;
        }
        List<Recomputation> candidates = new ArrayList<>(job.markedHours());
        for (Recomputation sealing : job.sealings()) {
            if (wanted.test(Instant.ofEpochSecond(sealing.hour()))) {
                candidates.add(sealing);
            }
        }
        List<Recomputation> days = job.daySealings();
        if (candidates.isEmpty() || random.nextBoolean()) {
            candidates.addAll(days);
        }
        if (candidates.isEmpty()) {
            return false;
        }
        underWay.add(candidates.get(random.nextInt(candidates.size())));
        return true;
    }

    /** Begins to compute what is marked, and to seal days. */
    public void beginMarkedAndDays() throws IOException, InterruptedException {
        List<Recomputation> candidates = new ArrayList<>(job.markedHours());
        candidates.addAll(job.daySealings());
        candidates.stream().limit(MOST_AT_ONCE - underWay.size()).forEach(underWay::add);
    }

    /** Begins to rebuild an hour. */
    public void beginRebuild(TimeRange range) throws IOException, InterruptedException {
        if (underWay.size() < MOST_AT_ONCE) {
            job.rebuilds(range).stream().findFirst().ifPresent(underWay::add);
        }
    }

    /** Does one step of one that is under way. */
    public void step(RandomGenerator random) throws IOException, InterruptedException {
        if (!underWay.isEmpty()) {
            int i = random.nextInt(underWay.size());
            if (!underWay.get(i).step()) {
                underWay.remove(i);
            }
        }
    }

    /** Does one step of the one that was begun last. */
    public void stepNewest() throws IOException, InterruptedException {
        if (!underWay.isEmpty() && !underWay.getLast().step()) {
            underWay.removeLast();
        }
    }

    /** The hours that are under way, and the first ones of days that are. */
    public List<Instant> hoursUnderWay() {
        return underWay.stream()
                .map(recomputation -> Instant.ofEpochSecond(recomputation.hour()))
                .toList();
    }

    /** Computes what is marked anew, beside what is under way. */
    public void recomputeMarked() throws IOException, InterruptedException {
        for (Recomputation marked : job.markedHours()) {
            marked.finish();
        }
    }

    /** Does everything there is to do, of the hours that are wanted, and of days. */
    public void finish() throws IOException, InterruptedException {
        finishHours();
        for (Recomputation day : job.daySealings()) {
            day.finish();
        }
    }

    /** Does everything there is to do of the hours that are wanted. */
    public void finishHours() throws IOException, InterruptedException {
        while (!underWay.isEmpty()) {
            underWay.removeFirst().finish();
        }
        for (Recomputation sealing : job.sealings()) {
            if (wanted.test(Instant.ofEpochSecond(sealing.hour()))) {
                sealing.finish();
            }
        }
        recomputeMarked();
    }
}
