package dev.millrace.clickhouse;

import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.List;

/** Statements that are no inserts of events and no reports. Thread-safe; blocks. */
@Singleton
public final class Statements {
    /** As whom a statement runs: what it may do, and within which limits, stands in the profile of that user. */
    public enum As {
        /** Reads rows and writes rollups; slowly, beside everybody else. */
        ROLLUP,
        /** Changes tables. */
        ADMIN
    }

    private final ClickHouseHttp http;
    private final ClickHouseConfig config;

    Statements(ClickHouseHttp http, ClickHouseConfig config) {
        this.http = http;
        this.config = config;
    }

    /**
     * Executes a statement. Nothing that a client sent may ever be in its text, but numbers.
     *
     * @return what it answers, as tab-separated lines unless the statement says another format
     * @throws StatementFailedException if ClickHouse says that it failed
     * @throws IOException if there is no whole answer: what the server did, or still does, is unknown
     */
    public String execute(As user, String statement, Duration timeout) throws IOException, InterruptedException {
        ClickHouseHttp.Answer answer = http.send(
                user == As.ADMIN ? config.adminUser() : config.rollupUser(),
                user == As.ADMIN ? config.adminPassword() : config.rollupPassword(),
                statement,
                BodyPublishers.noBody(),
                timeout);
        if (!answer.isSuccess()) {
            throw new StatementFailedException("ClickHouse at %s answered %d to \"%s\": %s"
                    .formatted(
                            config.url(),
                            answer.status(),
                            statement.lines().findFirst().orElse(""),
                            answer.message()));
        }
        return answer.body();
    }

    /** The same, cut into lines and columns. For numbers only: nothing is unescaped. */
    public List<String[]> rows(As user, String statement, Duration timeout) throws IOException, InterruptedException {
        return execute(user, statement, timeout)
                .lines()
                .map(line -> line.split("\t", -1))
                .toList();
    }
}
