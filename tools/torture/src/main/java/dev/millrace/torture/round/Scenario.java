package dev.millrace.torture.round;

/**
 * One way to break the service. A scenario has no state: everything of a round is in its {@link Round}. It starts the service and the load,
 * breaks something at a moment that the round's random chooses, and may leave everything broken: {@link Verification} then starts what is
 * down, lets the buffer drain, and checks.
 */
public interface Scenario {
    /** Returns the name in lower case, with hyphens. */
    String name();

    /** Describes in one line what is broken and what must hold nevertheless. */
    String description();

    /** Returns true if it ends, damages or alters ClickHouse: then it gets one of its own. To hold it for a while does not count. */
    default boolean breaksClickHouse() {
        return false;
    }

    /** Returns false if it only runs when it is named: it takes long. */
    default boolean isUsual() {
        return true;
    }

    /** Returns false if even a short round takes so long that {@code ./test} leaves it out. */
    default boolean isQuick() {
        return true;
    }

    /** Returns true if it breaks Kafka brokers, so that it runs with {@code --kafka} only. */
    default boolean needsBrokers() {
        return false;
    }

    /** Returns why it cannot run with several shards; empty if it can. */
    default String whyOneShard() {
        return "";
    }

    /**
     * Breaks it once.
     *
     * @throws NotPossibleException if this machine lacks something
     */
    void run(Round round) throws Exception;
}
