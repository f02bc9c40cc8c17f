package dev.millrace.torture.round;

import dev.millrace.processes.Database;
import dev.millrace.torture.check.Sql;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * The ClickHouse of a round, one server or several shards. Faults strike those that were chosen for it: with two shards the first, the
 * second, or both. Not for several threads that start and end servers.
 */
public final class ClickHouse {
    private final Shards shards;
    private volatile List<Database> struck;

    ClickHouse(Shards shards) {
        this.shards = shards;
        this.struck = shards.servers();
    }

    /** Lets faults strike a single shard from now on, or all; the random decides. */
    public void chooseStruck(SplittableRandom random) {
        List<Database> all = shards.servers();
        int chosen = all.size() == 1 ? 0 : random.nextInt(all.size() + 1);
        struck = chosen < all.size() ? List.of(all.get(chosen)) : all;
    }

    /** Lets faults strike all of them from now on. */
    public void strikeAll() {
        struck = shards.servers();
    }

    /** Returns all servers, that of the first shard first. */
    public List<Database> shards() {
        return shards.servers();
    }

    /** Returns true if faults strike this one, 0 is the first. */
    public boolean isStruck(int index) {
        return struck.contains(shards.servers().get(index));
    }

    /** Words for a table of what struck: nothing if there is one server, or which shards. */
    public String which() {
        if (shards.servers().size() == 1) {
            return "";
        }
        return struck.size() == 1 ? " (one shard)" : " (all shards)";
    }

    /** Settings that lead a service to it. */
    Map<String, String> environment() {
        return shards.environment();
    }

    /** Lets the struck ones stand still (SIGSTOP). */
    public void pause() throws IOException, InterruptedException {
        for (Database server : struck) {
            server.pause();
        }
    }

    /** Lets all that live go on (SIGCONT). */
    public void resume() throws IOException, InterruptedException {
        for (Database server : shards.servers()) {
            if (server.isAlive()) {
                server.resume();
            }
        }
    }

    /** SIGKILL for the struck ones; returns when they are gone. */
    public void kill() {
        struck.forEach(Database::kill);
    }

    /** Stops the struck ones in an orderly way. */
    public void stop() {
        struck.forEach(Database::close);
    }

    /** Starts again where they were all that have ended. */
    public void startAgain() throws IOException {
        for (Database server : shards.servers()) {
            if (!server.isAlive()) {
                server.startAgain();
            }
        }
    }

    /** Starts again those that ended though nobody ended them; returns how many. */
    public int restartDied() throws IOException {
        int restarted = 0;
        for (Database server : shards.servers()) {
            if (server.diedByItself()) {
                server.startAgain();
                restarted++;
            }
        }
        return restarted;
    }

    /** Returns true if all live, held or not. */
    public boolean isAlive() {
        return shards.servers().stream().allMatch(Database::isAlive);
    }

    /** Returns true if one of those that are struck lives. */
    public boolean isAnyStruckAlive() {
        return struck.stream().anyMatch(Database::isAlive);
    }

    /** Asks all shards, as a user that may do everything. */
    public Sql sql() {
        return new Sql(new ArrayList<>(shards.servers()));
    }
}
