package dev.millrace.clickhouse;

import io.micronaut.context.annotation.EachBean;
import io.micronaut.context.annotation.Parameter;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.List;

/** Statements that are no inserts of events and no reports. Thread-safe; blocks. */
@EachBean(Shard.class)
public final class Statements {
    private final ClickHouseHttp http;
    private final ShardAddress address;

    Statements(@Parameter ClickHouseHttp http, @Parameter ShardAddress address) {
        this.http = http;
        this.address = address;
    }

    /**
     * Executes a statement. Nothing that a client sent may ever be in its text, but numbers.
     *
     * @return what it answers, as tab-separated lines unless the statement says another format
     * @throws StatementFailedException if ClickHouse says that it failed
     * @throws IOException if there is no whole answer: what the server did, or still does, is unknown
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

    /** The same, cut into lines and columns. For numbers only: nothing is unescaped. */
    public List<String[]> rows(Role role, String statement, Duration timeout) throws IOException, InterruptedException {
        return execute(role, statement, timeout)
                .lines()
                .map(line -> line.split("\t", -1))
                .toList();
    }
}
