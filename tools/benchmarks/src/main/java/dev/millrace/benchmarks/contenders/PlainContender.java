package dev.millrace.benchmarks.contenders;

import dev.millrace.benchmarks.compare.Contender;
import dev.millrace.benchmarks.compare.Expectation;
import dev.millrace.benchmarks.compare.Stage;
import dev.millrace.benchmarks.load.Kind;
import dev.millrace.benchmarks.load.Load;
import dev.millrace.benchmarks.load.Request;
import dev.millrace.benchmarks.load.WrkReport;
import dev.millrace.processes.Database;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The plain way in the same framework: an object, its validation, one synchronous insert for each request. */
public final class PlainContender implements Contender {
    private @Nullable BaselineProcess server;
    private @Nullable DirectTable table;

    @Override
    public String name() {
        return "plain controller, one insert each";
    }

    @Override
    public Role role() {
        return Role.OTHER;
    }

    @Override
    public String settings() {
        return "Micronaut on nio, serde, Bean Validation, virtual threads, JDBC with 16 connections";
    }

    @Override
    public void start(Stage stage) throws IOException, InterruptedException {
        if (server != null) {
            return;
        }
        stage.millrace();
        Database database = stage.database();
        DirectTable made = new DirectTable(database.admin(), "millrace.bench_plain", Kind.VIEWS);
        made.create();
        table = made;
        String password = Objects.requireNonNull(database.environment().get("MILLRACE_CLICKHOUSE_ADMIN_PASSWORD"));
        List<String> properties = List.of(
                "-Dplain.url=jdbc:clickhouse:" + database.url() + "/millrace",
                "-Dplain.user=admin",
                "-Dplain.password=" + password,
                "-Dplain.table=" + made.name());
        server = BaselineProcess.start(stage, name(), port -> FrameworkContender.program(port, "nio", properties));
        stage.closeAtEnd(server);
    }

    @Override
    public Request request() {
        return Request.withIdInPath(server().url(), "/plain/", "");
    }

    @Override
    public List<Long> pids() {
        return List.of(server().pid());
    }

    @Override
    public void begin() throws IOException, InterruptedException {
        table().empty();
    }

    @Override
    public Outcome settle(Load load, WrkReport sent) throws IOException, InterruptedException {
        return table().settle(Expectation.of(load, sent));
    }

    private BaselineProcess server() {
        return Objects.requireNonNull(server, "not started");
    }

    private DirectTable table() {
        return Objects.requireNonNull(table, "not started");
    }
}
