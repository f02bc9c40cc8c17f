package dev.millrace.benchmarks.contenders;

import dev.millrace.benchmarks.compare.Contender;
import dev.millrace.benchmarks.compare.Expectation;
import dev.millrace.benchmarks.compare.KeyedMillrace;
import dev.millrace.benchmarks.compare.OtherBuild;
import dev.millrace.benchmarks.compare.Stage;
import dev.millrace.benchmarks.load.Form;
import dev.millrace.benchmarks.load.Kind;
import dev.millrace.benchmarks.load.Load;
import dev.millrace.benchmarks.load.Request;
import dev.millrace.benchmarks.load.WrkReport;
import dev.millrace.processes.Service;
import dev.millrace.processes.SqlUser;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Millrace at one level of acknowledgement. All levels and forms share one process, one after the other. */
public final class MillraceContender implements Contender {
    private final Kind kind;
    private final String level;
    private final boolean single;
    private final Form form;
    private final boolean withKafka;
    private final @Nullable Credential credential;
    private final @Nullable Path checkout;
    private String shown = "";
    private @Nullable Stage stage;
    private @Nullable Account account;

    private MillraceContender(
            Kind kind,
            String level,
            boolean single,
            Form form,
            boolean withKafka,
            @Nullable Credential credential,
            @Nullable Path checkout) {
        this.credential = credential;
        this.checkout = checkout;
        this.withKafka = withKafka;
        this.kind = kind;
        this.level = level;
        this.single = single;
        this.form = form;
    }

    /** Makes a contender with one view in a request. */
    public static MillraceContender single(String level) {
        return single(Kind.VIEWS, level);
    }

    /** Makes a contender with one event in a request. */
    public static MillraceContender single(Kind kind, String level) {
        return new MillraceContender(kind, level, true, Form.NDJSON, false, null, null);
    }

    /** Makes a contender with many views in a request. */
    public static MillraceContender batches(String level, Form form) {
        return batches(Kind.VIEWS, level, form);
    }

    /** Makes a contender with many events in a request. */
    public static MillraceContender batches(Kind kind, String level, Form form) {
        return new MillraceContender(kind, level, false, form, false, null, null);
    }

    /** Makes the same contender with Kafka as the second log. */
    public MillraceContender withKafka() {
        return new MillraceContender(kind, level, single, form, true, credential, checkout);
    }

    /** Makes the same contender for a comparison of what senders show; the one that shows nothing is the limit. */
    MillraceContender showing(Credential credential) {
        return new MillraceContender(kind, level, single, form, withKafka, credential, checkout);
    }

    /** Makes the same contender of another checkout's build, which is the limit. */
    MillraceContender ofCheckout(Path directory) {
        return new MillraceContender(kind, level, single, form, withKafka, credential, directory);
    }

    @Override
    public String name() {
        String name = single ? "Millrace, " + level : "Millrace, %s, %s".formatted(level, form.title());
        if (credential != null) {
            return name + ", " + credential.title();
        }
        if (checkout != null) {
            return name + ", other build";
        }
        return withKafka ? name + ", with Kafka" : name;
    }

    @Override
    public Role role() {
        return credential == Credential.NONE || checkout != null ? Role.LIMIT : Role.MILLRACE;
    }

    @Override
    public String settings() {
        return "ack=%s; its drain runs, ClickHouse is on the generator's core if the server has one".formatted(level);
    }

    @Override
    public void start(Stage stage) throws IOException, InterruptedException {
        this.stage = stage;
        if (checkout != null) {
            OtherBuild other = stage.otherBuild(checkout);
            account = new Account(other.service(), other.database().admin(), kind);
            return;
        }
        SqlUser admin = stage.database().admin();
        if (credential == null || credential == Credential.NONE) {
            account = new Account(withKafka ? stage.millraceWithKafka() : stage.millrace(), admin, kind);
        } else {
            KeyedMillrace keyed = stage.keyedMillrace();
            shown = credential.of(keyed);
            account = new Account(keyed.service(), admin, kind, keyed.key());
        }
    }

    @Override
    public Request request() {
        Map<String, String> headers = new HashMap<>();
        if (!shown.isEmpty()) {
            headers.put("Authorization", "Bearer " + shown);
        }
        headers.put("Content-Type", single ? "application/json" : form.contentType());
        if (!form.contentEncoding().isEmpty()) {
            headers.put("Content-Encoding", form.contentEncoding());
        }
        if (single && kind == Kind.VIEWS) {
            return new Request(service().url(), "/api/traffic/", "?ack=" + level, headers);
        }
        return Request.of(service().url(), kind.path() + "?ack=" + level, headers);
    }

    @Override
    public Form form() {
        return form;
    }

    @Override
    public List<Long> pids() {
        List<Long> pids = new ArrayList<>();
        pids.add(service().pid());
        if (!stage().cores().isApart()) {
            try {
                // Whoever posts to ClickHouse directly pays for it, too.
                pids.add(stage().database().pid());
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException("it was started before", e);
            }
        }
        return pids;
    }

    @Override
    public void begin() throws IOException, InterruptedException {
        account().open();
    }

    @Override
    public Outcome settle(Load load, WrkReport sent) throws IOException, InterruptedException {
        return account().settle(Expectation.of(load, sent));
    }

    private Stage stage() {
        return Objects.requireNonNull(stage, "not started");
    }

    private Service service() {
        return account().service();
    }

    private Account account() {
        return Objects.requireNonNull(account, "not started");
    }
}
