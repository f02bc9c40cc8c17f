package dev.millrace.event;

import dev.millrace.buffer.Replication;
import dev.millrace.clickhouse.Statements;
import dev.millrace.intake.IntakeConfig;
import jakarta.inject.Singleton;

/** Makes filters of stored ids. Thread-safe. */
@Singleton
public final class StoredIdFilters {
    private final int node;

    StoredIdFilters(IntakeConfig config, Replication replication) {
        // What this node takes goes to brokers, and any node's drain stores it.
        this.node = replication.isOn() ? StoredIdFilter.NO_NODE : config.node();
    }

    /**
     * Makes an empty filter: see {@link StoredIdFilter#load}.
     *
     * @param column holds the ids, whole numbers of up to 64 bits; or an expression of it, such as a hash
     * @param expected takes 1.2 bytes for each, whatever happens: with ten times as many ids more are looked up in vain, and nothing else
     * changes
     */
    public StoredIdFilter of(Statements statements, String table, String column, int expected) {
        return new StoredIdFilter(statements, node, table, column, expected);
    }
}
