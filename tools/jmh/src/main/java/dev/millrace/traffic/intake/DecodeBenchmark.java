package dev.millrace.traffic.intake;

import dev.millrace.intake.EventDecoder;
import dev.millrace.intake.FrameWriter;
import dev.millrace.intake.Verdict;
import dev.millrace.intake.VersionClock;
import dev.millrace.intake.VersionReservation;
import dev.millrace.traffic.table.TrafficTable;
import dev.millrace.traffic.table.ViewRow;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Nanoseconds for each event: from its bytes to its row, and the row alone. */
@SuppressWarnings("NullAway.Init") // JMH calls @Setup first
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(SampleBody.EVENTS)
public class DecodeBenchmark {
    private static final byte[] PAGE = "/shop/0123abcd/products/1234".getBytes(StandardCharsets.UTF_8);

    private final Instant now = Instant.now();
    private final byte[] body = SampleBody.ndjson(now);
    private final int[] ends = new int[SampleBody.EVENTS];
    private VersionClock versions;

    /** Finds the lines, which is not measured here. */
    @Setup
    public void prepare() throws IOException {
        versions = new VersionClock(
                Clock.systemUTC(),
                new VersionReservation(Files.createTempDirectory("jmh").resolve("versions")),
                0);
        int event = 0;
        for (int i = 0; i < body.length; i++) {
            if (body[i] == '\n') {
                ends[event++] = i;
            }
        }
    }

    /** Reads the JSON, checks it, gives it a version, encodes the row: the short way. */
    @Benchmark
    public ByteBuffer plain() {
        return decode(decoder().quick());
    }

    /** Decodes by the general decoder. */
    @Benchmark
    public ByteBuffer careful() {
        return decode(decoder());
    }

    private TrafficDecoder decoder() {
        return new TrafficDecoder(ViewDefaults.NONE, versions.forOneRequest(), 0, now.plusSeconds(60), null);
    }

    private ByteBuffer decode(EventDecoder decoder) {
        FrameWriter rows = new FrameWriter(TrafficTable.VIEWS.id(), body.length / 2);
        int from = 0;
        for (int end : ends) {
            if (decoder.decode(body, from, end, rows) != Verdict.ACCEPTED) {
                throw new IllegalStateException("an event was not accepted");
            }
            from = end + 1;
        }
        return rows.frames();
    }

    /** Encodes rows of values that are there. */
    @Benchmark
    public ByteBuffer encode() {
        FrameWriter rows = new FrameWriter(TrafficTable.VIEWS.id(), body.length / 2);
        long millis = now.toEpochMilli();
        for (int i = 0; i < SampleBody.EVENTS; i++) {
            ViewRow.write(rows, i, i, millis, PAGE, PAGE.length, i, false);
        }
        return rows.frames();
    }

    /** Gives out versions. */
    @Benchmark
    public long version() {
        long last = 0;
        for (int i = 0; i < SampleBody.EVENTS; i++) {
            last = versions.next();
        }
        return last;
    }
}
