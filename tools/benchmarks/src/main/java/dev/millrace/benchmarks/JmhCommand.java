package dev.millrace.benchmarks;

import dev.millrace.processes.Repository;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The steps of an event's way, one by one. */
@Command(
        name = "jmh",
        description = {
            "Runs the JMH benchmarks of tools/jmh: find the events of a body, decode, validate, encode, append, batch.",
            "",
            "Arguments are JMH's, as in './bench jmh Decode -f 1 -wi 3 -i 5 -prof gc'; './bench jmh -h' lists them."
        })
final class JmhCommand implements Callable<Integer> {
    @Parameters(arity = "0..*", description = "What JMH is to do.")
    List<String> arguments = new ArrayList<>();

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path target = Repository.root().resolve("tools/jmh/target");
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.add("@" + Repository.root().resolve("api/jvm.options"));
        // Not where temporary files are: that may be memory.
        words.add("-Dmillrace.jmh.dir=" + target);
        words.addAll(List.of(
                "-cp",
                target.resolve("millrace-jmh.jar")
                        + File.pathSeparator
                        + target.resolve("lib").resolve("*")));
        words.add("org.openjdk.jmh.Main");
        words.addAll(arguments);
        return new ProcessBuilder(words).inheritIO().start().waitFor();
    }
}
