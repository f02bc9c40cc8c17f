package dev.millrace.traffic.edit;

import com.google.common.hash.BloomFilter;
import com.google.common.hash.Funnels;
import dev.millrace.clickhouse.Statements;
import dev.millrace.intake.IntakeConfig;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * Says of an id whether it may have been edited, without asking ClickHouse: most never were, and views of those need no look-up. Knows what
 * is in {@code traffic_edit}, of all nodes, as of the last {@link #refresh}. For one thread, the drain's.
 */
@Singleton
final class EditedIds {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int PAGE = 100_000;

    /** 12 MB, whatever happens: with ten times as many edits more ids are looked up in vain, and nothing else changes. */
    private static final long EXPECTED = 10_000_000;

    private static final double FALSE_POSITIVES = 0.01;

    /** Longer than an insert can take from looking at the clock to being seen. */
    private static final Duration OVERLAP = Duration.ofSeconds(90);

    private static final Duration FOR_EVER = Duration.ofDays(40L * 365);
    private static final int NO_NODE = -1;

    private static final String NEXT_IDS = """
            SELECT DISTINCT request_id FROM millrace.traffic_edit
            WHERE stored_at >= now64(3) - INTERVAL ${seconds} SECOND AND request_id >= ${after} AND bitAnd(version, 255) != ${node}
            ORDER BY request_id LIMIT ${page}
            """;

    private final Statements statements;
    private final int node;
    private final BloomFilter<Long> ids = BloomFilter.create(Funnels.longFunnel(), EXPECTED, FALSE_POSITIVES);
    private boolean isEmpty = true;
    private boolean loaded;
    private long refreshedAtNanos;

    EditedIds(Statements statements, IntakeConfig config) {
        this.statements = statements;
        this.node = config.node();
    }

    /** False if it certainly was not edited. */
    boolean mayHold(long id) {
        return !isEmpty && ids.mightContain(id);
    }

    void add(long id) {
        isEmpty = false;
        ids.put(id);
    }

    /** Reads what was edited before this process came; once, and nothing can be answered before. */
    void load() throws IOException, InterruptedException {
        if (!loaded) {
            refreshedAtNanos = System.nanoTime();
            read(FOR_EVER.toSeconds(), NO_NODE, this::add);
            loaded = true;
        }
    }

    /** Reads what other nodes have edited since the last time, and returns those ids. */
    List<Long> refresh() throws IOException, InterruptedException {
        long now = System.nanoTime();
        long seconds = Duration.ofNanos(now - refreshedAtNanos).plus(OVERLAP).toSeconds();
        List<Long> found = new ArrayList<>();
        read(seconds, node, id -> {
            add(id);
            found.add(id);
        });
        refreshedAtNanos = now;
        return found;
    }

    private void read(long seconds, int notNode, LongConsumer found) throws IOException, InterruptedException {
        String query = NEXT_IDS.replace("${seconds}", Long.toString(seconds))
                .replace("${node}", Integer.toString(notNode))
                .replace("${page}", Integer.toString(PAGE));
        String after = "0";
        while (true) {
            List<String[]> page = statements.rows(Statements.As.ROLLUP, query.replace("${after}", after), TIMEOUT);
            page.forEach(row -> found.accept(Long.parseUnsignedLong(row[0])));
            if (page.size() < PAGE) {
                return;
            }
            after = page.getLast()[0];
        }
    }
}
