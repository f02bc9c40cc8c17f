package dev.millrace.benchmarks.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The resources that processes have used, from {@code /proc}; NaN on systems without it.
 *
 * @param cpuSeconds user and system time since they began
 * @param rssMaxBytes the most memory since {@link #forgetMemory}, of all together
 */
public record Usage(double cpuSeconds, double rssMaxBytes) {
    private static final double TICKS_PER_SECOND = 100;
    private static final int UTIME = 11;

    /** Reads the usage of processes by their numbers. */
    public static Usage of(List<Long> pids) {
        double cpu = 0;
        double memory = 0;
        for (long pid : pids) {
            cpu += ticks(Path.of("/proc", Long.toString(pid), "stat"), UTIME);
            memory += highWater(pid);
        }
        return new Usage(cpu / TICKS_PER_SECOND, memory);
    }

    /** Lets the high water of memory begin anew; does nothing where that cannot be done. */
    public static void forgetMemory(List<Long> pids) {
        for (long pid : pids) {
            try {
                Files.writeString(Path.of("/proc", Long.toString(pid), "clear_refs"), "5");
            } catch (IOException notHere) {
                // The high water of its whole life is still true, only less telling.
            }
        }
    }

    /** The CPU time of all processes that this one started and that have ended. */
    public static double cpuSecondsOfEndedChildren() {
        return ticks(Path.of("/proc/self/stat"), UTIME + 2) / TICKS_PER_SECOND;
    }

    /** Adds two fields after the name, which may have any characters and is in brackets. */
    private static double ticks(Path stat, int first) {
        try {
            String text = Files.readString(stat);
            String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ", -1);
            return Long.parseLong(fields[first]) + Long.parseLong(fields[first + 1]);
        } catch (IOException notHere) {
            return Double.NaN;
        }
    }

    private static double highWater(long pid) {
        try {
            return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
                    .filter(line -> line.startsWith("VmHWM:"))
                    .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) * 1024)
                    .findFirst()
                    .orElse(Double.NaN);
        } catch (IOException notHere) {
            return Double.NaN;
        }
    }
}
