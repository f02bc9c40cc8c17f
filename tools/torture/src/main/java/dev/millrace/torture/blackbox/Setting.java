package dev.millrace.torture.blackbox;

import java.util.Locale;

/** The number of nodes and shards. */
public enum Setting {
    /** One node with one ClickHouse. */
    ONE_NODE(1, 1),
    /** Two nodes on one ClickHouse. */
    TWO_NODES(2, 1),
    /** One node, and two shards behind chproxy. */
    TWO_SHARDS(1, 2),
    /** Two nodes, and two shards behind chproxy. */
    TWO_NODES_TWO_SHARDS(2, 2);

    private final int nodes;
    private final int shards;

    Setting(int nodes, int shards) {
        this.nodes = nodes;
        this.shards = shards;
    }

    int nodes() {
        return nodes;
    }

    int shards() {
        return shards;
    }

    /** Returns its name on the command line. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
