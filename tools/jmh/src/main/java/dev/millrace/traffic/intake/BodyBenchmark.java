package dev.millrace.traffic.intake;

import com.github.luben.zstd.Zstd;
import dev.millrace.intake.AckLevel;
import dev.millrace.intake.BodyFormat;
import dev.millrace.intake.EventBody;
import dev.millrace.intake.ForgetfulIntake;
import dev.millrace.intake.Intake;
import dev.millrace.intake.IntakeAnswer;
import dev.millrace.intake.PostedBody;
import dev.millrace.intake.VersionClock;
import dev.millrace.intake.VersionReservation;
import dev.millrace.traffic.table.TrafficTable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Nanoseconds for each event of a whole body: unpack, slice, decode, validate, version, encode, checksum, count. */
@SuppressWarnings("NullAway.Init") // JMH calls @Setup first
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(SampleBody.EVENTS)
public class BodyBenchmark {
    /** The form in which the body is sent. */
    public enum Form {
        NDJSON,
        JSON,
        GZIP,
        ZSTD
    }

    /** The form in which the body is sent. */
    @Param
    public Form form;

    private final Instant now = Instant.now();
    private final Intake intake = ForgetfulIntake.open();
    private VersionClock versions;
    private BodyFormat format;
    private byte[] body;
    private @Nullable String encoding;

    /** Makes the body. */
    @Setup
    public void prepare() throws IOException {
        versions = new VersionClock(
                Clock.systemUTC(),
                new VersionReservation(Files.createTempDirectory("jmh").resolve("versions")),
                0);
        format = form == Form.JSON ? BodyFormat.JSON : BodyFormat.NDJSON;
        body = switch (form) {
            case NDJSON -> SampleBody.ndjson(now);
            case JSON -> SampleBody.array(now);
            case GZIP -> gzip(SampleBody.ndjson(now));
            case ZSTD -> Zstd.compress(SampleBody.ndjson(now));
        };
        encoding = switch (form) {
            case NDJSON, JSON -> null;
            case GZIP -> "gzip";
            case ZSTD -> "zstd";
        };
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(bytes);
        }
        return packed.toByteArray();
    }

    /** Takes the body in. */
    @Benchmark
    public CompletionStage<IntakeAnswer> accept() {
        TrafficDecoder decoder =
                new TrafficDecoder(ViewDefaults.NONE, versions.forOneRequest(), 0, now.plusSeconds(60), null);
        return intake.accept(new EventBody(
                TrafficTable.VIEWS.id(),
                decoder.quick(),
                format,
                new PostedBody(body, encoding, null),
                AckLevel.MEMORY,
                null));
    }
}
