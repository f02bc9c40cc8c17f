package dev.millrace.intake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.buffer.AppendResult;
import dev.millrace.buffer.Frame;
import dev.millrace.buffer.Replication;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What a request keeps of its events as they came. */
class IntakeRecorderTest {
    private static final int RECORDS = 9;

    /** A frame with one row of the {@link WordDecoder}. */
    private static final int FRAME_BYTES = 17 + 4;

    /** A frame with the one record {@code "ok"}. */
    private static final int RECORD_BYTES = 17 + 1 + 4;

    private final FakeBuffer buffer = new FakeBuffer();
    private final WordDecoder decoder = new WordDecoder();
    private final Words words = new Words();

    /** Records the verdict and the text. */
    private static final class Words implements EventRecorder {
        private final FrameWriter rows = new FrameWriter(RECORDS, 0);
        private final List<String> recorded = new ArrayList<>();
        private int more;
        private boolean isTaken;

        @Override
        public void record(byte[] bytes, int from, int to, Verdict verdict) {
            recorded.add(
                    "%s %s".formatted(verdict.getClass().getSimpleName(), new String(bytes, from, to - from, UTF_8)));
            rows.startRow(1).string(bytes, from, to - from).end();
        }

        @Override
        public int size() {
            return rows.size() + more;
        }

        @Override
        public ByteBuffer frames() {
            return rows.frames();
        }

        @Override
        public void taken() {
            isTaken = true;
        }
    }

    @Test
    void everyEventIsRecordedAndGoesIntoTheBufferWithTheRows() {
        buffer.onDisk.complete(null);
        assertThat(answer("\"ok\"\n\"bot\"\nnonsense\n" + "x".repeat(300)).join())
                .isInstanceOf(IntakeAnswer.Kept.class);
        assertThat(words.recorded)
                .containsExactly(
                        "Accepted \"ok\"", "Filtered \"bot\"", "Rejected nonsense", "Rejected " + "x".repeat(300));
        assertThat(buffer.frames).extracting(Frame::table).containsExactly(RECORDS, WordDecoder.TABLE);
        assertThat(buffer.frames).extracting(Frame::rowCount).containsExactly(4, 1);
        assertThat(words.isTaken).isTrue();
    }

    @Test
    void aRequestWithoutAnAcceptedEventIsRecordedBeforeItIsAnswered() {
        CompletableFuture<IntakeAnswer> answer = answer("\"bot\"\nnonsense");
        assertThat(answer).isNotDone();
        buffer.onDisk.complete(null);
        assertThat(answer.join()).isInstanceOf(IntakeAnswer.NothingKept.class);
        assertThat(buffer.frames).extracting(Frame::table).containsExactly(RECORDS);
    }

    @Test
    void aRequestWithoutEventsLeavesNothing() {
        assertThat(answer("\n\n").join()).isInstanceOf(IntakeAnswer.NothingKept.class);
        assertThat(answer("[] wrong behind no event", BodyFormat.JSON, words).join())
                .isInstanceOfSatisfying(
                        IntakeAnswer.NothingKept.class,
                        answer -> assertThat(answer.counts().rejected()).isOne());
        assertThat(buffer.frames).isEmpty();
        assertThat(words.isTaken).isFalse();
    }

    @Test
    void whatTheBufferRefusesIsNeitherTakenNorRecorded() {
        buffer.refusal = new AppendResult.Refused("full", Duration.ofSeconds(1));
        assertThat(answer("nonsense").join()).isInstanceOf(IntakeAnswer.Busy.class);
        assertThat(words.isTaken).isFalse();
    }

    @Test
    void rowsAndRecordsTogetherMayBeExactlyAsLargeAsTheBufferTakes() {
        buffer.onDisk.complete(null);
        words.more = FakeBuffer.MAX_APPEND_BYTES - FRAME_BYTES - RECORD_BYTES;
        assertThat(answer("\"ok\"").join()).isInstanceOf(IntakeAnswer.Kept.class);
        Words others = new Words();
        others.more = words.more + 1;
        assertThat(answer("\"ok\"", BodyFormat.NDJSON, others).join())
                .isInstanceOfSatisfying(
                        IntakeAnswer.Unreadable.class,
                        answer -> assertThat(answer.cause()).isEqualTo(IntakeAnswer.Cause.TOO_LARGE));
    }

    @Test
    void noMoreIsReadWhenTheRecordsAloneAreTooLarge() {
        words.more = FakeBuffer.MAX_APPEND_BYTES + 1;
        assertThat(answer("\"ok\"\n\"ok\"").join()).isInstanceOf(IntakeAnswer.Unreadable.class);
        assertThat(decoder.decoded).isZero();
        assertThat(buffer.frames).isEmpty();
    }

    @Test
    void aRequestWithoutABodyIsRecordedToo() {
        buffer.onDisk.complete(null);
        assertThat(intake().accept(new MadeRow(
                                WordDecoder.TABLE,
                                row -> row.startRow(1).uint32(1).end(),
                                AckLevel.DISK,
                                words))
                        .toCompletableFuture()
                        .join())
                .isInstanceOf(IntakeAnswer.Kept.class);
        assertThat(words.recorded).containsExactly("Accepted ");
        assertThat(buffer.frames).extracting(Frame::table).containsExactly(RECORDS, WordDecoder.TABLE);
    }

    private CompletableFuture<IntakeAnswer> answer(String body) {
        return answer(body, BodyFormat.NDJSON, words);
    }

    private CompletableFuture<IntakeAnswer> answer(String body, BodyFormat format, EventRecorder recorder) {
        return intake().accept(new EventBody(
                        WordDecoder.TABLE,
                        decoder,
                        format,
                        new PostedBody(body.getBytes(UTF_8), null, null),
                        AckLevel.DISK,
                        recorder))
                .toCompletableFuture();
    }

    private Intake intake() {
        IntakeConfig config = new IntakeConfig(1 << 20, 256, 100, 366, Duration.ZERO, Duration.ofSeconds(1), 0);
        return new Intake(buffer, config, new IntakeMetrics(new SimpleMeterRegistry()), Replication.NONE);
    }
}
