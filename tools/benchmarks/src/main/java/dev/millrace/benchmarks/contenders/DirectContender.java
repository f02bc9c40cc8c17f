package dev.millrace.benchmarks.contenders;

import dev.millrace.benchmarks.compare.Contender;
import dev.millrace.benchmarks.compare.Expectation;
import dev.millrace.benchmarks.compare.Stage;
import dev.millrace.benchmarks.load.Cores;
import dev.millrace.benchmarks.load.Form;
import dev.millrace.benchmarks.load.Kind;
import dev.millrace.benchmarks.load.Load;
import dev.millrace.benchmarks.load.Request;
import dev.millrace.benchmarks.load.WrkReport;
import dev.millrace.processes.Database;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The load straight to ClickHouse's own HTTP interface, each request an insert into a table like Millrace's. */
public final class DirectContender implements Contender {
    /** The moment at which ClickHouse answers. */
    public enum Mode {
        /** The server answers when the rows are in the table. */
        INSERT("", ""),
        /** It collects rows of several requests, and answers when they are in the table. */
        ASYNC_WAITING(", async_insert waiting", "&async_insert=1&wait_for_async_insert=1"),
        /** It collects rows of several requests, and answers at once. */
        ASYNC_NOT_WAITING(", async_insert not waiting", "&async_insert=1&wait_for_async_insert=0");

        private final String title;
        private final String parameters;

        Mode(String title, String parameters) {
            this.title = title;
            this.parameters = parameters;
        }
    }

    private final Kind kind;
    private final Form form;
    private final Mode mode;
    private final Role role;
    private @Nullable Stage stage;
    private @Nullable Database database;
    private @Nullable DirectTable table;

    /** Inserts views. */
    public DirectContender(Form form, Mode mode, Role role) {
        this(Kind.VIEWS, form, mode, role);
    }

    public DirectContender(Kind kind, Form form, Mode mode, Role role) {
        this.kind = kind;
        this.form = form;
        this.mode = mode;
        this.role = role;
    }

    @Override
    public String name() {
        return "ClickHouse, %s%s".formatted(form == Form.NDJSON ? "JSONEachRow" : form.title(), mode.title);
    }

    @Override
    public Role role() {
        return role;
    }

    @Override
    public String settings() {
        return "each request one INSERT into a table like Millrace's, same fsync settings, one partition";
    }

    @Override
    public void start(Stage stage) throws IOException, InterruptedException {
        this.stage = stage;
        // Its migrations make the table that ours is a copy of.
        stage.millrace();
        database = stage.database();
        table = new DirectTable(database.admin(), "millrace.bench_direct", kind);
        table.create();
    }

    @Override
    public Request request() {
        String statement = "INSERT INTO %s FORMAT %s".formatted(table().name(), form.clickHouse());
        Map<String, String> headers = new HashMap<>();
        headers.put("X-ClickHouse-User", "admin");
        headers.put("X-ClickHouse-Key", password());
        if (!form.contentEncoding().isEmpty()) {
            headers.put("Content-Encoding", form.contentEncoding());
        }
        return Request.of(
                database().url(),
                "/?date_time_input_format=best_effort%s&query=%s"
                        .formatted(mode.parameters, URLEncoder.encode(statement, StandardCharsets.UTF_8)),
                headers);
    }

    private String password() {
        return Objects.requireNonNull(database().environment().get("MILLRACE_CLICKHOUSE_ADMIN_PASSWORD"));
    }

    @Override
    public Form form() {
        return form;
    }

    @Override
    public List<Long> pids() {
        return List.of(database().pid());
    }

    @Override
    public void begin() throws IOException, InterruptedException {
        // The database is measured now, so it gets the cores of a server.
        Cores.pin(database().pid(), stage().cores().server());
        table().empty();
    }

    @Override
    public Outcome settle(Load load, WrkReport sent) throws IOException, InterruptedException {
        Outcome outcome = table().settle(Expectation.of(load, sent));
        Cores.pin(database().pid(), stage().cores().generator());
        table().empty();
        return outcome;
    }

    private Stage stage() {
        return Objects.requireNonNull(stage, "not started");
    }

    private Database database() {
        return Objects.requireNonNull(database, "not started");
    }

    private DirectTable table() {
        return Objects.requireNonNull(table, "not started");
    }
}
