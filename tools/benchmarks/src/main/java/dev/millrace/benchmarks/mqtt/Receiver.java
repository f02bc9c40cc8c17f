package dev.millrace.benchmarks.mqtt;

import dev.millrace.benchmarks.compare.Expectation;
import java.io.IOException;
import java.util.List;

/** Gets the messages of a topic of its own from the broker. For one thread. */
sealed interface Receiver extends AutoCloseable permits BareSubscriber, MillraceReceiver {
    /** Messages that may be unacknowledged at once: as Millrace has it by default. */
    int RECEIVE_MAXIMUM = 65_534;

    /** The longest wait for the last message. */
    long PATIENCE_NANOS = 600_000_000_000L;

    String name();

    /** Returns the topic whose messages this receiver gets, and no other one. */
    String topic();

    /** The processes that do its work and are not this one; first the one whose memory is looked at. */
    List<Long> pids();

    /** Lets it forget the last turn. */
    void begin() throws IOException, InterruptedException;

    /** Waits until all of this turn's messages have come and everything was done about them. */
    void await(long messages) throws IOException, InterruptedException;

    /** Checks the messages when all are processed; returns what is wrong. */
    List<String> findings(long messages, Expectation expectation) throws IOException, InterruptedException;

    @Override
    void close();
}
