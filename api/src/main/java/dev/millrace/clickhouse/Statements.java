package dev.millrace.clickhouse;

import dev.millrace.clickhouse.shard.Role;
import dev.millrace.clickhouse.shard.Shard;
import dev.millrace.clickhouse.shard.ShardAddress;
import io.micronaut.context.annotation.EachBean;
import io.micronaut.context.annotation.Parameter;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.List;

/** Executes statements other than inserts of events and reports. Thread-safe; blocks. */
@EachBean(Shard.class)
public final class Statements {
    private final ClickHouseHttp http;
    private final ShardAddress address;

    Statements(@Parameter ClickHouseHttp http, @Parameter ShardAddress address) {
        this.http = http;
        this.address = address;
    }

    /**
     * Executes a statement. Of what a client sent, only numbers may be in its text.
     *
     * @return the answer, as tab-separated lines unless the statement names another format
     * @throws StatementFailedException if ClickHouse says that it failed
     * @throws IOException if there is no whole answer; then what the server did, or still does, is unknown
     */
    public String execute(Role role, String statement, Duration timeout) throws IOException, InterruptedException {
        ClickHouseHttp.Answer answer = http.send(role, statement, BodyPublishers.noBody(), timeout);
        if (!answer.isSuccess()) {
            throw new StatementFailedException("%s answered %s to \"%s\": %s"
                    .formatted(
                            address.describe(),
                            answer.status(),
                            statement.lines().findFirst().orElse(""),
                            answer.message()));
        }
        return answer.body();
    }

    /** Executes a statement and splits the answer into lines and columns. For numbers only: nothing is unescaped. */
    public List<String[]> rows(Role role, String statement, Duration timeout) throws IOException, InterruptedException {
        return execute(role, statement, timeout)
                .lines()
                .map(line -> line.split("\t", -1))
                .toList();
    }
}
