package dev.millrace.benchmarks.profile;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Samples of stacks, counted: where the time goes. Not thread-safe. */
public final class HotSpots {
    private static final String THREAD_NUMBERS = "([-#: ]*\\d+)+$";

    private final Map<String, Long> self = new HashMap<>();
    private final Map<String, Long> total = new HashMap<>();
    private final Map<String, Long> threads = new HashMap<>();
    private final Map<String, Long> stacks = new HashMap<>();
    private long samples;

    /**
     * Adds a stack.
     *
     * @param thread the name of its thread
     * @param frames the outermost first
     */
    void add(String thread, List<String> frames, long count) {
        samples += count;
        threads.merge(thread.replaceFirst(THREAD_NUMBERS, ""), count, Long::sum);
        if (frames.isEmpty()) {
            return;
        }
        self.merge(frames.getLast(), count, Long::sum);
        Set<String> once = new HashSet<>(frames);
        once.forEach(frame -> total.merge(frame, count, Long::sum));
        // The innermost frames and those that are ours say enough of a stack.
        List<String> ends = frames.subList(Math.max(0, frames.size() - 6), frames.size());
        stacks.merge(String.join(" > ", ends), count, Long::sum);
    }

    /** Reads lines of frames that are separated by semicolons and followed by a count; the first frame is the thread's. */
    static HotSpots ofCollapsed(List<String> lines) {
        HotSpots spots = new HotSpots();
        for (String line : lines) {
            int space = line.lastIndexOf(' ');
            List<String> frames = Arrays.asList(line.substring(0, space).split(";", -1));
            String thread = frames.getFirst().replaceFirst("^\\[(.*?)( tid=\\d+)?]$", "$1");
            spots.add(thread, frames.subList(1, frames.size()), Long.parseLong(line.substring(space + 1)));
        }
        return spots;
    }

    long samples() {
        return samples;
    }

    /** Tables for people, the hottest first. */
    String text(int lines) {
        return section("Threads", threads, lines)
                + section("Where it is (the innermost frame)", self, lines)
                + section("What it works for (anywhere in the stack)", total, 2 * lines)
                + section("Stacks (the six innermost frames)", stacks, lines);
    }

    /** The share of samples that have a frame anywhere, 0 to 1. */
    double share(String frame) {
        return total.getOrDefault(frame, 0L) / (double) samples;
    }

    private String section(String title, Map<String, Long> counts, int lines) {
        String body = counts.entrySet().stream()
                .sorted(Comparator.comparing((Map.Entry<String, Long> entry) -> entry.getValue())
                        .reversed()
                        .thenComparing(Map.Entry::getKey))
                .limit(lines)
                .map(entry ->
                        String.format(Locale.ROOT, "%6.1f %%  %s", 100.0 * entry.getValue() / samples, entry.getKey()))
                .collect(Collectors.joining("\n"));
        return "### " + title + "\n\n" + body + "\n\n";
    }
}
