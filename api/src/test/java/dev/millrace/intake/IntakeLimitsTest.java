package dev.millrace.intake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.buffer.Replication;
import dev.millrace.intake.IntakeAnswer.Cause;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class IntakeLimitsTest {
    private static final int MAX_BODY = 1024;
    private static final int MAX_EVENT = 256;
    private static final int MAX_EVENTS = 3;

    private final FakeBuffer buffer = new FakeBuffer();
    private final WordDecoder decoder = new WordDecoder();

    @Test
    void anEmptyBodyIsAProblemOfItsOwn() {
        assertThat(unreadable(new byte[0], null)).isEqualTo(Cause.EMPTY);
        assertThat(unreadable(new byte[0], "gzip")).isEqualTo(Cause.EMPTY);
    }

    @Test
    void aBodyMayBeExactlyAsLargeAsTheLimit() {
        String most = "[\"ok\"]" + " ".repeat(MAX_BODY - 6);
        assertThat(accepted(most)).isOne();
        assertThat(unreadable((most + " ").getBytes(UTF_8), null)).isEqualTo(Cause.TOO_LARGE);
    }

    @Test
    void theLimitOfABodyIsThatOfTheUnpackedBody() {
        byte[] packed = Compressed.zstd("[\"ok\"]" + " ".repeat(MAX_BODY));
        assertThat(packed).hasSizeLessThan(100);
        assertThat(unreadable(packed, "zstd")).isEqualTo(Cause.TOO_LARGE);
    }

    @Test
    void aDamagedBodyAndAnUnknownEncodingAreToldApart() {
        assertThat(unreadable("[\"ok\"]".getBytes(UTF_8), "gzip")).isEqualTo(Cause.DAMAGED);
        assertThat(unreadable("[\"ok\"]".getBytes(UTF_8), "br")).isEqualTo(Cause.UNSUPPORTED_ENCODING);
    }

    @Test
    void aBodyMayHaveExactlyAsManyEventsAsTheLimit() {
        assertThat(accepted(array(MAX_EVENTS))).isEqualTo(MAX_EVENTS);
        assertThat(unreadable(array(MAX_EVENTS + 1).getBytes(UTF_8), null)).isEqualTo(Cause.TOO_LARGE);
    }

    @Test
    void whatIsWrongBehindTheLastEventDoesNotCountAsOneEventMore() {
        assertThat(accepted(array(MAX_EVENTS) + " x")).isEqualTo(MAX_EVENTS);
        assertThat(accepted("[" + String.join(",", Collections.nCopies(MAX_EVENTS, "\"ok\""))))
                .isEqualTo(MAX_EVENTS);
    }

    @Test
    void aBodyWithTooManyEventsIsNotReadToItsEndAndLeavesNothingBehind() {
        unreadable(array(100).getBytes(UTF_8), null);
        assertThat(decoder.decoded).isEqualTo(MAX_EVENTS);
        assertThat(buffer.frames).isEmpty();
    }

    @Test
    void anEventMayBeExactlyAsLongAsTheLimit() {
        String longest = "\"ok\"" + " ".repeat(MAX_EVENT - 4);
        assertThat(accepted("[" + longest + "]")).isOne();
        assertThat(accepted("[\"ok\"," + longest + ",\"ok\"]")).isEqualTo(3);
        assertThat(accepted("\"ok\"\n" + longest + "\n\"ok\"", BodyFormat.NDJSON))
                .isEqualTo(3);
    }

    @Test
    void anEventThatIsTooLongCostsItsNeighboursNothing() {
        String tooLong = "\"ok\"" + " ".repeat(MAX_EVENT - 3);
        assertThat(accepted("[\"ok\"," + tooLong + ",\"ok\"]")).isEqualTo(2);
        assertThat(accepted("\"ok\"\n" + tooLong + "\n\"ok\"", BodyFormat.NDJSON))
                .isEqualTo(2);
    }

    @Test
    void anEventThatIsTooLongIsRejectedUnread() {
        IntakeAnswer.NothingKept answer =
                (IntakeAnswer.NothingKept) accept(("[" + "x".repeat(257) + "]").getBytes(UTF_8), BodyFormat.JSON, null);
        assertThat(answer.counts().listed())
                .isEqualTo(List.of(new VerdictCounts.RejectedAt(0, Verdict.Rejected.tooLong(257, 256))));
        assertThat(decoder.decoded).isZero();
    }

    @Test
    void aBodyThatMayBeReadAlsoFitsIntoTheBuffer() {
        assertThatCode(() -> intake(FakeBuffer.MAX_APPEND_BYTES)).doesNotThrowAnyException();
        assertThatThrownBy(() -> intake(FakeBuffer.MAX_APPEND_BYTES + 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("MILLRACE_BUFFER_MAX_PENDING_BYTES");
    }

    private Intake intake(int maxBody) {
        IntakeConfig config =
                new IntakeConfig(maxBody, MAX_EVENT, MAX_EVENTS, 366, Duration.ZERO, Duration.ofSeconds(1), 0);
        return new Intake(buffer, config, new IntakeMetrics(new SimpleMeterRegistry()), Replication.NONE);
    }

    private int accepted(String body) {
        return accepted(body, BodyFormat.JSON);
    }

    private int accepted(String body, BodyFormat format) {
        IntakeAnswer answer = accept(body.getBytes(UTF_8), format, null);
        assertThat(answer).isInstanceOf(IntakeAnswer.Kept.class);
        return ((IntakeAnswer.Kept) answer).counts().accepted();
    }

    private Cause unreadable(byte[] body, @Nullable String encoding) {
        IntakeAnswer answer = accept(body, BodyFormat.JSON, encoding);
        assertThat(answer).isInstanceOf(IntakeAnswer.Unreadable.class);
        return ((IntakeAnswer.Unreadable) answer).cause();
    }

    private IntakeAnswer accept(byte[] body, BodyFormat format, @Nullable String encoding) {
        return intake(MAX_BODY)
                .accept(new EventBody(
                        WordDecoder.TABLE,
                        decoder,
                        format,
                        new PostedBody(body, encoding, null),
                        AckLevel.MEMORY,
                        null))
                .toCompletableFuture()
                .join();
    }

    private static String array(int events) {
        return Collections.nCopies(events, "\"ok\"").toString();
    }
}
