package dev.millrace.intake;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Nanoseconds for each event: to find where it begins and ends. */
@SuppressWarnings("NullAway.Init") // JMH calls @Setup first
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(SliceBenchmark.EVENTS)
public class SliceBenchmark {
    static final int EVENTS = 1000;
    private static final String EVENT =
            "{\"request_id\":1099511627776,\"user_id\":1042,\"created_at\":\"2026-11-21T10:05:03.250Z\",\"page_url\":\"/shop/0123abcd/products/1234\"}";

    /** The format of the body. */
    @Param({"NDJSON", "JSON"})
    public BodyFormat format;

    private byte[] body;

    /** Makes the body. */
    @Setup
    public void prepare() {
        String text = format == BodyFormat.NDJSON
                ? (EVENT + "\n").repeat(EVENTS)
                : "[" + (EVENT + ",").repeat(EVENTS - 1) + EVENT + "]";
        body = text.getBytes(StandardCharsets.UTF_8);
    }

    /** Finds them all. */
    @Benchmark
    public int slice() {
        int[] found = {0};
        BodySlicer.slice(format, body, body.length, new BodySlicer.Events() {
            @Override
            public void event(int from, int to) {
                found[0] += to - from;
            }

            @Override
            public void broken(String reason) {
                throw new IllegalStateException(reason);
            }
        });
        return found[0];
    }
}
