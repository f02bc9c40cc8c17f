package dev.millrace.torture.load;

import java.time.Duration;

/**
 * The behaviour of the senders.
 *
 * @param senders how many at the same time, each with one request under way
 * @param eventsPerSecond of all of them together; 0 for as many as possible
 * @param maxBatch events of the largest body, 10 to 1000
 * @param edits whether ids are updated and deleted too
 * @param readingPercent of the requests are about readings of sensors
 * @param memoryPercent of the posts ask for {@code ack=memory}
 * @param storedPercent of the posts ask for {@code ack=stored}
 * @param replicatedPercent of the posts ask for {@code ack=replicated}
 * @param timeout how long a sender waits for an answer
 * @param youngest how old the youngest view is when the load is made
 */
public record LoadPlan(
        int senders,
        int eventsPerSecond,
        int maxBatch,
        boolean edits,
        int readingPercent,
        int memoryPercent,
        int storedPercent,
        int replicatedPercent,
        Duration timeout,
        Duration youngest) {
    /** Views are of so many days, counted from the youngest backwards. */
    public static final Duration SPAN = Duration.ofDays(3);

    /** The plan for a round of some seconds on a small machine. */
    public static final LoadPlan NORMAL =
            new LoadPlan(8, 4000, 400, true, 20, 15, 15, 0, Duration.ofSeconds(20), Duration.ofMinutes(1));

    /** Changes how many posts ask for each level; the others ask for {@code disk}. */
    public LoadPlan withLevels(int memoryPercent, int storedPercent, int replicatedPercent) {
        return new LoadPlan(
                senders,
                eventsPerSecond,
                maxBatch,
                edits,
                readingPercent,
                memoryPercent,
                storedPercent,
                replicatedPercent,
                timeout,
                youngest);
    }

    /** Changes the number of senders. */
    public LoadPlan withSenders(int senders) {
        return new LoadPlan(
                senders,
                eventsPerSecond,
                maxBatch,
                edits,
                readingPercent,
                memoryPercent,
                storedPercent,
                replicatedPercent,
                timeout,
                youngest);
    }

    /** Changes the rate. */
    public LoadPlan withEventsPerSecond(int eventsPerSecond) {
        return new LoadPlan(
                senders,
                eventsPerSecond,
                maxBatch,
                edits,
                readingPercent,
                memoryPercent,
                storedPercent,
                replicatedPercent,
                timeout,
                youngest);
    }

    /** Changes the batches. */
    public LoadPlan withMaxBatch(int maxBatch) {
        return new LoadPlan(
                senders,
                eventsPerSecond,
                maxBatch,
                edits,
                readingPercent,
                memoryPercent,
                storedPercent,
                replicatedPercent,
                timeout,
                youngest);
    }

    /** Leaves out updates and deletions. */
    public LoadPlan withoutEdits() {
        return new LoadPlan(
                senders,
                eventsPerSecond,
                maxBatch,
                false,
                readingPercent,
                memoryPercent,
                storedPercent,
                replicatedPercent,
                timeout,
                youngest);
    }

    /** Leaves out readings. */
    public LoadPlan withoutReadings() {
        return new LoadPlan(
                senders,
                eventsPerSecond,
                maxBatch,
                edits,
                0,
                memoryPercent,
                storedPercent,
                replicatedPercent,
                timeout,
                youngest);
    }

    /** Changes the shares of levels. */
    public LoadPlan withLevels(int memoryPercent, int storedPercent) {
        return new LoadPlan(
                senders,
                eventsPerSecond,
                maxBatch,
                edits,
                readingPercent,
                memoryPercent,
                storedPercent,
                replicatedPercent,
                timeout,
                youngest);
    }

    /** Changes the timeout. */
    public LoadPlan withTimeout(Duration timeout) {
        return new LoadPlan(
                senders,
                eventsPerSecond,
                maxBatch,
                edits,
                readingPercent,
                memoryPercent,
                storedPercent,
                replicatedPercent,
                timeout,
                youngest);
    }

    /** Uses older views, for clocks that go back. */
    public LoadPlan withYoungest(Duration youngest) {
        return new LoadPlan(
                senders,
                eventsPerSecond,
                maxBatch,
                edits,
                readingPercent,
                memoryPercent,
                storedPercent,
                replicatedPercent,
                timeout,
                youngest);
    }
}
