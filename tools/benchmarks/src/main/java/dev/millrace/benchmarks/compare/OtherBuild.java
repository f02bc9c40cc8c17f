package dev.millrace.benchmarks.compare;

import dev.millrace.benchmarks.load.Cores;
import dev.millrace.processes.Database;
import dev.millrace.processes.Launch;
import dev.millrace.processes.Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The Millrace of another checkout, with a ClickHouse of its own: its tables may be others. */
public record OtherBuild(Database database, Service service) implements AutoCloseable {
    /** Starts both, ready. */
    static OtherBuild start(Path checkout, Path directory, Cores cores, Map<String, String> settings)
            throws IOException, InterruptedException {
        Database database = Database.start(Files.createDirectories(directory.resolve("clickhouse")));
        Cores.pin(database.pid(), cores.generator());
        Launch launch = Launch.of(directory.resolve("millrace"), database.environment())
                .with(settings)
                .ofCheckout(checkout);
        Service service = cores.startServer(() -> Service.launch(launch));
        service.awaitReady();
        return new OtherBuild(database, service);
    }

    @Override
    public void close() throws IOException {
        service.close();
        database.close();
    }
}
