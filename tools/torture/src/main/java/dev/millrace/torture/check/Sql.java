package dev.millrace.torture.check;

import dev.millrace.processes.Database;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Asks all shards as a user that may do everything.
 *
 * @param shards one, or several
 */
public record Sql(List<Database> shards) {
    /** Copies. */
    public Sql {
        shards = List.copyOf(shards);
    }

    /** Executes a statement in each. */
    public void execute(String statement) throws IOException, InterruptedException {
        rows(statement);
    }

    /** Lines and columns of all, those of the first shard first. */
    public List<String[]> rows(String query) throws IOException, InterruptedException {
        List<String[]> rows = new ArrayList<>();
        for (Database shard : shards) {
            rows.addAll(shard.admin().execute(query).rows());
        }
        return rows;
    }

    /** The sum of the only values. */
    public long number(String query) throws IOException, InterruptedException {
        long sum = 0;
        for (Database shard : shards) {
            sum += shard.admin().number(query);
        }
        return sum;
    }
}
