package dev.millrace.benchmarks.server;

import dev.millrace.benchmarks.result.Results;
import dev.millrace.benchmarks.result.Table;
import java.lang.management.ManagementFactory;
import java.util.Locale;

/** What the numbers depend on. */
public final class Machine {
    private Machine() {}

    /** Adds a table of it. */
    public static void describe(Results results) {
        var system = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        Table machine = results.table("Machine", "cores", "memory", "system", "Java", "load before");
        machine.add(
                system.getAvailableProcessors(),
                "%d GB".formatted(system.getTotalMemorySize() >> 30),
                system.getName() + " " + system.getArch(),
                Runtime.version().toString(),
                load());
    }

    /** The load of the last minute, ours and other people's. */
    public static String load() {
        return String.format(
                Locale.ROOT,
                "%.1f",
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }
}
