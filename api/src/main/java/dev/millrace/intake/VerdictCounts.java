package dev.millrace.intake;

import java.util.ArrayList;
import java.util.List;

/** Counts the verdicts of one request. Not thread-safe. */
public final class VerdictCounts {
    /** Most rejections that an answer lists; further ones are only counted, so that no answer grows without bound. */
    public static final int MAX_LISTED = 1000;

    /** A rejection and the index of its event in the request, from 0. */
    public record RejectedAt(int index, Verdict.Rejected verdict) {}

    private int accepted;
    private int filtered;
    private int rejected;
    private final List<RejectedAt> listed = new ArrayList<>(0);

    /** The tally of one event that was accepted. */
    public static VerdictCounts ofOne() {
        VerdictCounts counts = new VerdictCounts();
        counts.accepted = 1;
        return counts;
    }

    /**
     * Counts the verdict about one event.
     *
     * @param index its place in the request, from 0
     */
    public void count(int index, Verdict verdict) {
        // Nearly all are accepted, and comparing references is faster than a test of the type.
        if (verdict == Verdict.ACCEPTED) {
            accepted++;
            return;
        }
        switch (verdict) {
            case Verdict.Accepted _ -> accepted++;
            case Verdict.Filtered _ -> filtered++;
            case Verdict.Rejected rejection -> {
                rejected++;
                if (listed.size() < MAX_LISTED) {
                    listed.add(new RejectedAt(index, rejection));
                }
            }
        }
    }

    /** Events whose rows were encoded. */
    public int accepted() {
        return accepted;
    }

    /** Events that are counted and not stored. */
    public int filtered() {
        return filtered;
    }

    /** Events that were refused, listed or not. */
    public int rejected() {
        return rejected;
    }

    /** Returns the number of all events of the request. */
    public int total() {
        return accepted + filtered + rejected;
    }

    /** The first {@link #MAX_LISTED} rejections. */
    public List<RejectedAt> listed() {
        return listed;
    }
}
