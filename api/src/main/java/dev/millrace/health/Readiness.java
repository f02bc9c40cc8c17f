package dev.millrace.health;

import dev.millrace.buffer.BufferState;
import dev.millrace.buffer.EventBuffer;
import dev.millrace.clickhouse.shard.Shards;
import dev.millrace.deadletter.DeadLetters;
import dev.millrace.drain.Drain;
import dev.millrace.node.NodeConfig;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Checks whether events can be taken and reports answered. Asks ClickHouse each time, as a report would. Thread-safe; blocks. */
@Singleton
public final class Readiness {
    /** The name of an exception in front of its message. */
    private static final Pattern CLASS = Pattern.compile("\\b([a-z]\\w*\\.)+[A-Z]\\w*(Exception|Error): ");

    private static final Pattern PATH = Pattern.compile("(?<![\\w:/.])/[\\w.-]+(/[\\w.-]+)+");

    private final EventBuffer buffer;
    private final Drain drain;
    private final DeadLetters deadLetters;
    private final Collection<ShardHealth> shards;
    private final Collection<HealthRemark> remarks;
    private final boolean needsClickHouse;

    Readiness(
            EventBuffer buffer,
            Drain drain,
            DeadLetters deadLetters,
            Shards shards,
            Collection<HealthRemark> remarks,
            NodeConfig node) {
        this.needsClickHouse = node.needsClickHouse();
        this.buffer = buffer;
        this.drain = drain;
        this.deadLetters = deadLetters;
        this.shards = shards.each(ShardHealth.class).all();
        this.remarks = remarks;
    }

    /** Returns why no shard can take rows and answer reports; empty if at least one can. */
    public Optional<String> clickHouseProblem() {
        List<String> problems = shardProblems();
        return problems.isEmpty() || problems.size() < shards.size()
                ? Optional.empty()
                : Optional.of(String.join(" ", problems));
    }

    private List<String> shardProblems() {
        if (!needsClickHouse) {
            return List.of();
        }
        return shards.stream()
                .map(ShardHealth::problem)
                .flatMap(Optional::stream)
                .toList();
    }

    /** Returns the problems that prevent readiness, by part; empty if there are none. */
    Map<String, String> problems() {
        Map<String, String> problems = new TreeMap<>();
        bufferProblem().ifPresent(problem -> problems.put("buffer", problem));
        if (!drain.isRunning()) {
            problems.put("drain", "The drain does not run: what is taken now is stored after the next start.");
        }
        deadLetters.problem().ifPresent(problem -> problems.put("dead_letters", problem));
        remarks.stream()
                .filter(HealthRemark::preventsReadiness)
                .forEach(remark ->
                        remark.text().ifPresent(text -> problems.put(remark.part(), withoutPathsAndClasses(text))));
        return problems;
    }

    Health check() {
        Map<String, String> problems = problems();
        Map<String, String> texts = remarks();
        List<String> ofShards = shardProblems();
        if (!ofShards.isEmpty()) {
            // With one shard away, the other shards' events are taken and their reports answered: no reason to send
            // requests elsewhere.
            (ofShards.size() == shards.size() ? problems : texts).put("clickhouse", String.join(" ", ofShards));
        }
        return Health.of(problems, texts);
    }

    private Map<String, String> remarks() {
        Map<String, String> texts = new TreeMap<>();
        remarks.stream()
                .filter(remark -> !remark.preventsReadiness())
                .forEach(remark ->
                        remark.text().ifPresent(text -> texts.put(remark.part(), withoutPathsAndClasses(text))));
        return texts;
    }

    /** Health is open to all, and a remark may have the words of a library or of the system; the log has them whole. */
    private static String withoutPathsAndClasses(String text) {
        return PATH.matcher(CLASS.matcher(text).replaceAll("")).replaceAll("(a file)");
    }

    private Optional<String> bufferProblem() {
        BufferState state = buffer.state();
        if (state.failure() != null) {
            return Optional.of(state.failure());
        }
        return state.pendingBytes() < state.maxBytes()
                ? Optional.empty()
                : Optional.of("The buffer is full: %s bytes wait for ClickHouse.".formatted(state.pendingBytes()));
    }
}
