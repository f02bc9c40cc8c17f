package dev.millrace.torture.fuzz;

import dev.millrace.processes.Service;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a service holds after a garbage collection.
 *
 * @param heapKilobytes on its heap
 * @param residentKilobytes in all, as the kernel counts (RSS)
 */
record Memory(long heapKilobytes, long residentKilobytes) {
    /** What may be added between two looks: caches and pools that are bounded and not full yet. */
    private static final long MORE_HEAP = 12 << 10;

    private static final long MORE_RESIDENT = 96 << 10;
    private static final Pattern USED = Pattern.compile("used (\\d+)K");

    /** Lets the service collect garbage and looks. Linux only. */
    static Memory of(Service service) throws IOException, InterruptedException {
        jcmd(service, "GC.run");
        jcmd(service, "GC.run");
        long heap = 0;
        // One line for the new generation and one for the old; that of the metaspace comes behind them.
        Matcher used = USED.matcher(jcmd(service, "GC.heap_info").split("Metaspace", 2)[0]);
        while (used.find()) {
            heap += Long.parseLong(used.group(1));
        }
        long resident = Files.readAllLines(Path.of("/proc/" + service.pid() + "/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
        return new Memory(heap, resident);
    }

    /** Returns true if there is not much more than before. */
    boolean isNear(Memory before) {
        return heapKilobytes <= before.heapKilobytes + MORE_HEAP
                && residentKilobytes <= before.residentKilobytes + MORE_RESIDENT;
    }

    private static String jcmd(Service service, String command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(service.pid()),
                        command)
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("jcmd %s failed: %s".formatted(command, output));
        }
        return output;
    }

    @Override
    public String toString() {
        return "%s MB of heap, %s MB in all".formatted(heapKilobytes >> 10, residentKilobytes >> 10);
    }
}
