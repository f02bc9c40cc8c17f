package dev.millrace.benchmarks.mqtt;

import dev.millrace.benchmarks.load.Form;
import dev.millrace.benchmarks.load.Usage;
import java.util.List;

/** Payloads of one form to one receiver. */
record Flow(Receiver receiver, Form form, List<byte[]> payloads) {
    /** Copies the list. */
    Flow {
        payloads = List.copyOf(payloads);
    }

    String name() {
        return "%s, %s".formatted(receiver.name(), form.title());
    }

    /**
     * The result of one turn.
     *
     * @param publishedPerSecond readings, by the time until the broker had acknowledged the last
     * @param perSecond readings, by the time until the last was processed
     * @param serverMicros CPU time of the receiver's processes for each reading; NaN if it is in this process
     * @param brokerMicros CPU time of the broker for each reading
     * @param rssMaxMegabytes the most memory of the first of the receiver's processes; NaN if it is in this process
     */
    record Result(
            double publishedPerSecond,
            double perSecond,
            double serverMicros,
            double brokerMicros,
            double rssMaxMegabytes) {}

    /** CPU seconds of the receiver's processes. */
    double cpuSeconds() {
        return receiver.pids().isEmpty()
                ? Double.NaN
                : Usage.of(receiver.pids()).cpuSeconds();
    }

    double rssMaxMegabytes() {
        return receiver.pids().isEmpty()
                ? Double.NaN
                : Usage.of(receiver.pids().subList(0, 1)).rssMaxBytes() / (1 << 20);
    }
}
