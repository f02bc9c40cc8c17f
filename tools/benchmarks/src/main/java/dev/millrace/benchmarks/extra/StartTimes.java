package dev.millrace.benchmarks.extra;

import dev.millrace.benchmarks.compare.Bench;
import dev.millrace.benchmarks.compare.Comparison;
import dev.millrace.benchmarks.compare.Spread;
import dev.millrace.benchmarks.compare.Stage;
import dev.millrace.benchmarks.contenders.BaselineProcess;
import dev.millrace.benchmarks.contenders.FrameworkContender;
import dev.millrace.benchmarks.load.Usage;
import dev.millrace.benchmarks.result.Results;
import dev.millrace.benchmarks.result.Table;
import dev.millrace.processes.Database;
import dev.millrace.processes.Launch;
import dev.millrace.processes.Service;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Measures the time from the start of the process until requests are answered, with ClickHouse running. */
public final class StartTimes implements Comparison {
    private final Map<String, List<Double>> millis = new LinkedHashMap<>();
    private final Map<String, List<Double>> megabytes = new LinkedHashMap<>();

    @Override
    public String name() {
        return "start";
    }

    @Override
    public String question() {
        return "from start to ready with ClickHouse up, cold and warm, beside the smallest controller";
    }

    @Override
    public void run(Bench bench, Results results) throws IOException, InterruptedException {
        for (int repetition = bench.firstRepetition();
                repetition <= bench.effort().repetitions();
                repetition++) {
            Path directory = bench.directory(name()).resolve(Integer.toString(repetition));
            try (Stage stage = new Stage(directory, bench.cores(false), Map.of(), bench::progress)) {
                Database database = stage.database();
                Path data = stage.directory("data");
                Launch launch = Launch.of(data, database.environment());
                PageCache.forgetProgram();
                millrace("Millrace, cold: files not in memory, no tables, no data", launch);
                millrace("Millrace, warm: files in memory, tables and data directory there", launch);
                millrace("the same, without the AOT cache", launch.withJvmOptions(List.of("-XX:AOTMode=off")));
                controller(stage);
            }
            if (repetition == 0) {
                millis.clear();
                megabytes.clear();
            }
        }
        Table table = results.table("start", "what", "starts", "ready after ms", "spread", "RSS MB when ready");
        millis.forEach((what, times) -> {
            Spread spread = Spread.of(times);
            table.add(
                    what,
                    times.size(),
                    spread.median(),
                    spread.range(),
                    Spread.of(megabytes.getOrDefault(what, List.of())).median());
        });
    }

    private void millrace(String what, Launch launch) throws IOException, InterruptedException {
        long start = System.nanoTime();
        try (Service service = Service.launch(launch)) {
            service.awaitReady();
            add(what, start, service.pid());
        }
    }

    private void controller(Stage stage) throws IOException, InterruptedException {
        long start = System.nanoTime();
        try (BaselineProcess server = BaselineProcess.start(
                stage, "controller", port -> FrameworkContender.program(port, "nio", List.of()))) {
            add("smallest controller of the framework, warm", start, server.pid());
        }
    }

    private void add(String what, long startNanos, long pid) {
        millis.computeIfAbsent(what, _ -> new ArrayList<>()).add((System.nanoTime() - startNanos) / 1e6);
        megabytes
                .computeIfAbsent(what, _ -> new ArrayList<>())
                .add(Usage.of(List.of(pid)).rssMaxBytes() / (1 << 20));
    }
}
