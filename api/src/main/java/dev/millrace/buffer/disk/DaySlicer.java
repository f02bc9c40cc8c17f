package dev.millrace.buffer.disk;

import dev.millrace.buffer.Chunk;
import dev.millrace.buffer.Frame;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Cuts a chunk into slices of a few days each. Only the last slice commits the log: it ends where the chunk does. */
final class DaySlicer {
    /** Stands for the end of a chunk that is not the last slice of its original. */
    private static final long UNFINISHED = Long.MAX_VALUE;

    private record Day(int table, int day) {}

    private DaySlicer() {}

    /** Returns true if this is the end of a slice that is not the last of its chunk. */
    static boolean isUnfinished(long end) {
        return end == UNFINISHED;
    }

    /**
     * Cuts a chunk into one or more slices.
     *
     * @param maxDays most days in one slice; a day of two tables counts twice
     * @param shift what is added to all positions
     */
    static List<Chunk> of(Chunk chunk, int maxDays, long shift) {
        long[] positions = chunk.positions();
        Map<Day, List<Integer>> days = new LinkedHashMap<>();
        for (int i = 0; i < chunk.frames().size(); i++) {
            Frame frame = chunk.frames().get(i);
            days.computeIfAbsent(new Day(frame.table(), frame.day()), _ -> new ArrayList<>())
                    .add(i);
        }
        List<List<Integer>> sorted = List.copyOf(days.values());
        List<Chunk> slices = new ArrayList<>();
        int from = 0;
        do {
            int to = Math.min(sorted.size(), from + maxDays);
            List<Integer> frames =
                    sorted.subList(from, to).stream().flatMap(List::stream).toList();
            slices.add(new Chunk(
                    frames.stream().map(chunk.frames()::get).toList(),
                    to == sorted.size() ? chunk.end() + shift : UNFINISHED,
                    frames.stream().map(i -> positions[i] + shift).toList()));
            from = to;
        } while (from < sorted.size());
        return slices;
    }
}
