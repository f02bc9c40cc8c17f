package dev.millrace.oracle;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where histories happen. {@code -Dmillrace.oracle.setting=two-nodes} for one of them only. */
enum Setting {
    ONE("one", 1, 1, false),
    TWO_NODES("two-nodes", 2, 1, false),
    TWO_SHARDS("two-shards", 1, 2, false),
    THREE_SHARDS("three-shards", 2, 3, false),
    /** Two nodes that accept and drain, with partitions that move between them. */
    KAFKA("kafka", 2, 2, true);

    private final String title;
    private final int nodes;
    private final int shards;
    private final boolean hasBrokers;

    Setting(String title, int nodes, int shards, boolean hasBrokers) {
        this.title = title;
        this.nodes = nodes;
        this.shards = shards;
        this.hasBrokers = hasBrokers;
    }

    /** What it is called on the command line. */
    String title() {
        return title;
    }

    /** How many nodes write and compute. */
    int nodes() {
        return nodes;
    }

    /** How many databases the rows are spread over. */
    int shards() {
        return shards;
    }

    /** Whether what waits is on brokers, that all nodes drain. */
    boolean hasBrokers() {
        return hasBrokers;
    }

    /** Those that are wanted: without a name those with one shard, as histories over several take too long for every run of the tests. */
    static List<Setting> wanted() {
        @Nullable String title = System.getProperty("millrace.oracle.setting");
        List<Setting> wanted = Arrays.stream(values())
                .filter(setting -> title == null ? setting.shards == 1 : setting.title.equals(title))
                .toList();
        if (wanted.isEmpty()) {
            throw new IllegalArgumentException("there is no setting " + title);
        }
        return wanted;
    }
}
