package dev.millrace.torture.blackbox;

import java.util.Locale;

/** The number of nodes, shards and Kafka brokers. */
public enum Setting {
    /** One node with one ClickHouse. */
    ONE_NODE(1, 1, 0),
    /** Two nodes on one ClickHouse. */
    TWO_NODES(2, 1, 0),
    /** One node, and two shards behind chproxy. */
    TWO_SHARDS(1, 2, 0),
    /** Two nodes, and two shards behind chproxy. */
    TWO_NODES_TWO_SHARDS(2, 2, 0),
    /** Two nodes that accept and drain, three brokers between, and two shards behind chproxy. */
    KAFKA(2, 2, 3);

    private final int nodes;
    private final int shards;
    private final int brokers;

    Setting(int nodes, int shards, int brokers) {
        this.nodes = nodes;
        this.shards = shards;
        this.brokers = brokers;
    }

    int nodes() {
        return nodes;
    }

    int shards() {
        return shards;
    }

    /** Returns how many brokers keep what waits; 0 if it waits on the disks of the nodes alone. */
    int brokers() {
        return brokers;
    }

    /** Returns its name on the command line. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
