package dev.millrace.health;

import dev.millrace.clickhouse.Schema;
import dev.millrace.clickhouse.SchemaState;
import dev.millrace.clickhouse.Shard;
import dev.millrace.clickhouse.ShardAddress;
import io.micronaut.context.annotation.EachBean;
import io.micronaut.context.annotation.Parameter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import javax.sql.DataSource;

/** Whether one shard takes rows and answers reports. Asks it each time, as a report would. Thread-safe; blocks. */
@EachBean(Shard.class)
final class ShardHealth {
    private final ShardAddress address;
    private final Schema schema;
    private final DataSource reports;

    ShardHealth(@Parameter ShardAddress address, @Parameter Schema schema, @Parameter DataSource reports) {
        this.address = address;
        this.schema = schema;
        this.reports = reports;
    }

    /** Why it does not, in a sentence; empty if it does. */
    Optional<String> problem() {
        return switch (schema.state()) {
            case SchemaState.Ready _ -> reportProblem();
            case SchemaState.NotYet notYet -> Optional.of(notYet.reason());
            case SchemaState.Conflict conflict -> Optional.of(conflict.reason());
        };
    }

    private Optional<String> reportProblem() {
        try (Connection connection = reports.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT 1");
            return Optional.empty();
        } catch (SQLException e) {
            return Optional.of("%s does not answer reports: %s".formatted(address.describe(), e.getMessage()));
        }
    }
}
