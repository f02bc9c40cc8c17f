package dev.millrace.benchmarks.compare;

import dev.millrace.benchmarks.load.WrkReport;

/**
 * One run of one contender.
 *
 * @param perSecond events that were acknowledged, a second
 * @param storedPerSecond events that were acknowledged, by the time until all of them were stored; NaN if it stores nothing
 * @param p50Millis of requests
 * @param failed requests that were not acknowledged
 * @param serverMicros CPU time of the server for each event, while and after it was sent
 * @param generatorShare the share of a core that the generator used: near 1 means that the generator was measured
 * @param rssMaxMegabytes the most memory the server had
 */
public record Measurement(
        double perSecond,
        double storedPerSecond,
        double p50Millis,
        double p99Millis,
        long acknowledged,
        long failed,
        double serverMicros,
        double generatorShare,
        double rssMaxMegabytes) {
    /** Computes a measurement from wrk's report and the usage of the processes. */
    static Measurement of(
            WrkReport report,
            int eventsPerRequest,
            double storedSeconds,
            double serverCpuSeconds,
            double generatorCpuSeconds,
            double rssBytes) {
        double events = (double) report.acknowledged() * eventsPerRequest;
        return new Measurement(
                events / report.seconds(),
                events / storedSeconds,
                report.p50Micros() / 1000.0,
                report.p99Micros() / 1000.0,
                report.acknowledged(),
                report.failed(),
                serverCpuSeconds * 1e6 / events,
                generatorCpuSeconds / report.seconds(),
                rssBytes / (1 << 20));
    }
}
