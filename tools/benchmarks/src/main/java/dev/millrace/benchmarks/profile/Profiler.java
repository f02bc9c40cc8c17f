package dev.millrace.benchmarks.profile;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Samples the CPU of a JVM that runs. */
sealed interface Profiler {
    void start(long pid) throws IOException, InterruptedException;

    /** Ends it and counts; files for other tools go to the directory. */
    HotSpots stop(long pid) throws IOException, InterruptedException;

    /** Native code and the JVM itself, too. Its library is unpacked from its jar. */
    record AsyncProfiler(Path library, Path directory) implements Profiler {
        static AsyncProfiler unpack(Path directory) throws IOException {
            boolean isArm = System.getProperty("os.arch").equals("aarch64");
            String system =
                    System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("mac")
                            ? "macos"
                            : isArm ? "linux-arm64" : "linux-x64";
            Path library = directory.resolve("libasyncProfiler.so");
            try (InputStream packed = Profiler.class.getResourceAsStream("/%s/libasyncProfiler.so".formatted(system))) {
                if (packed == null) {
                    throw new IOException("There is no async-profiler for %s: use --jfr".formatted(system));
                }
                Files.copy(packed, library, StandardCopyOption.REPLACE_EXISTING);
            }
            return new AsyncProfiler(library, directory);
        }

        @Override
        public void start(long pid) throws IOException, InterruptedException {
            agent(pid, "start,event=ctimer,interval=500us,threads");
        }

        @Override
        public HotSpots stop(long pid) throws IOException, InterruptedException {
            Path collapsed = directory.resolve("stacks.txt");
            agent(pid, "dump,file=%s,flamegraph".formatted(directory.resolve("flames.html")));
            agent(pid, "stop,file=%s,collapsed".formatted(collapsed));
            return HotSpots.ofCollapsed(Files.readAllLines(collapsed));
        }

        private void agent(long pid, String command) throws IOException, InterruptedException {
            jcmd(pid, "JVMTI.agent_load", library.toString(), "\"" + command + "\"");
        }
    }

    /** The JDK's own recorder: Java frames only, but on every platform. */
    record FlightRecorder(Path directory) implements Profiler {
        @Override
        public void start(long pid) throws IOException, InterruptedException {
            jcmd(pid, "JFR.start", "name=bench", "settings=profile");
        }

        @Override
        public HotSpots stop(long pid) throws IOException, InterruptedException {
            Path file = directory.resolve("recording.jfr");
            jcmd(pid, "JFR.stop", "name=bench", "filename=" + file);
            return Recording.read(file);
        }
    }

    private static void jcmd(long pid, String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString());
        command.add(Long.toString(pid));
        command.addAll(List.of(words));
        Process jcmd = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (jcmd.waitFor() != 0 || output.contains("return code: 1") || output.contains("Could not")) {
            throw new IOException("%s failed: %s".formatted(String.join(" ", words), output.strip()));
        }
    }
}
