package dev.millrace.event;

import com.google.common.hash.BloomFilter;
import com.google.common.hash.Funnels;
import dev.millrace.clickhouse.Statements;
import dev.millrace.clickhouse.shard.Role;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A Bloom filter that says whether a table may hold an id, without asking ClickHouse: most ids of new events are not stored yet, and need
 * no look-up. Knows the rows of all nodes as of the last {@link #refresh}. The table needs the columns {@code version} and {@code
 * stored_at}. For one thread, the drain's.
 */
public final class StoredIdFilter {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int PAGE = 100_000;

    private static final double FALSE_POSITIVES = 0.01;

    /** Longer than the time from reading the clock for an insert until its rows are visible. */
    private static final Duration OVERLAP = Duration.ofSeconds(90);

    private static final Duration FOR_EVER = Duration.ofDays(40L * 365);
    static final int NO_NODE = -1;

    private static final String NEXT_IDS = """
            SELECT ${id} AS known_id, max(version) FROM millrace.${table}
            WHERE stored_at >= now64(3) - INTERVAL ${seconds} SECOND AND ${id} >= ${after} AND bitAnd(version, 255) != ${node}
            GROUP BY known_id ORDER BY known_id LIMIT ${page}
            """;

    private final Statements statements;
    private final int node;
    private final String query;
    private final BloomFilter<Long> ids;
    private boolean isEmpty = true;
    private long highestVersion;
    private boolean loaded;
    private long refreshedAtNanos;

    /**
     * Makes an empty filter: see {@link #load}.
     *
     * @param node whose rows {@link #refresh} leaves out, because this drain has stored all of them; {@link #NO_NODE} if others do, too
     * @param column holds the ids, whole numbers of up to 64 bits; or an expression of it, such as a hash
     * @param expected takes 1.2 bytes for each, whatever happens: with ten times as many ids more are looked up in vain, and nothing else
     * changes
     */
    StoredIdFilter(Statements statements, int node, String table, String column, int expected) {
        this.statements = statements;
        this.node = node;
        this.query = NEXT_IDS.replace("${table}", table).replace("${id}", column);
        this.ids = BloomFilter.create(Funnels.longFunnel(), expected, FALSE_POSITIVES);
    }

    /** Returns true if no id is stored, so that no look-up is needed. */
    public boolean isEmpty() {
        return isEmpty;
    }

    /** Returns false if it certainly is not there. */
    public boolean mayHold(long id) {
        return ids.mightContain(id);
    }

    /** Returns the highest version of all known rows, as an unsigned number; 0 if there is none. */
    public long highestVersion() {
        return highestVersion;
    }

    /** Adds the id of a row that is about to be stored, for callers that do not ask for versions. */
    public void add(long id) {
        add(id, 0);
    }

    /** Adds the id and version of a row that is about to be stored. */
    public void add(long id, long version) {
        isEmpty = false;
        ids.put(id);
        if (Long.compareUnsigned(version, highestVersion) > 0) {
            highestVersion = version;
        }
    }

    private interface Found {
        void accept(long id, long version);
    }

    /** Loads the ids that were stored before this process started. To be called once, before any other method. */
    public void load() throws IOException, InterruptedException {
        if (!loaded) {
            refreshedAtNanos = System.nanoTime();
            read(FOR_EVER.toSeconds(), NO_NODE, this::add);
            loaded = true;
        }
    }

    /** Loads the ids that other nodes have stored since the last call, and returns them. */
    public List<Long> refresh() throws IOException, InterruptedException {
        long now = System.nanoTime();
        long seconds = Duration.ofNanos(now - refreshedAtNanos).plus(OVERLAP).toSeconds();
        List<Long> found = new ArrayList<>();
        read(seconds, node, (id, version) -> {
            add(id, version);
            found.add(id);
        });
        refreshedAtNanos = now;
        return found;
    }

    private void read(long seconds, int notNode, Found found) throws IOException, InterruptedException {
        String some = query.replace("${seconds}", Long.toString(seconds))
                .replace("${node}", Integer.toString(notNode))
                .replace("${page}", Integer.toString(PAGE));
        String after = "0";
        while (true) {
            List<String[]> page = statements.rows(Role.ROLLUP, some.replace("${after}", after), TIMEOUT);
            page.forEach(row -> found.accept(Long.parseUnsignedLong(row[0]), Long.parseUnsignedLong(row[1])));
            if (page.size() < PAGE) {
                return;
            }
            after = page.getLast()[0];
        }
    }
}
