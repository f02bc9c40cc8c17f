package dev.millrace.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.buffer.Frame;
import dev.millrace.buffer.FrameCodec;
import dev.millrace.intake.Verdict;
import dev.millrace.intake.VersionClock;
import dev.millrace.intake.VersionReservation;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveRecorderTest {
    private static final long RECEIVED = Instant.parse("2026-11-20T12:00:00Z").toEpochMilli();
    private static final int MAX_EVENT = 256;
    private static final int VERSION_OFFSET = 16;

    @TempDir
    Path directory;

    private final Known known = new Known();
    private final Counter taken = new SimpleMeterRegistry().counter("taken");
    private ArchiveRecorder archive = archive("");

    /** What a decoder knows. */
    private static final class Known implements EventMetadata {
        private OptionalLong happenedAt = OptionalLong.empty();

        @Override
        public long version() {
            return 77;
        }

        @Override
        public String subject() {
            return "42";
        }

        @Override
        public OptionalLong happenedAt() {
            return happenedAt;
        }

        @Override
        public String filled() {
            return "path_id=1";
        }
    }

    @BeforeEach
    void newArchive() {
        archive = archive("Firefox");
    }

    private ArchiveRecorder archive(String sender) {
        return new ArchiveRecorder(
                new ArchiveRecorder.Origin("traffic", "post", "/api/traffic", sender, RECEIVED),
                known,
                new VersionClock(
                        InstantSource.system(),
                        new VersionReservation((directory == null ? Path.of("target") : directory).resolve("versions")),
                        7),
                MAX_EVENT,
                taken);
    }

    @Test
    void anAcceptedEventHasTheVersionOfItsRowAndOthersHaveOneOfTheirOwn() {
        record("a", Verdict.ACCEPTED);
        record("b", new Verdict.Filtered("User-Agent"));
        record("c", Verdict.Rejected.event("is empty"));
        List<Long> versions = new ArrayList<>();
        Frame frame = frame();
        ByteBuffer rows = frame.rows();
        while (rows.hasRemaining()) {
            versions.add(rows.order(ByteOrder.LITTLE_ENDIAN).getLong(rows.position() + VERSION_OFFSET));
            ArchiveTable.EVENTS.skipRow(rows);
        }
        assertThat(versions).hasSize(3).doesNotHaveDuplicates().startsWith(77L);
        assertThat(frame.day()).isEqualTo(20_777);
    }

    @Test
    void anEventMayBeExactlyAsLongAsTheLimitAndALongerOneIsCut() {
        record("x".repeat(MAX_EVENT), Verdict.ACCEPTED);
        assertThat(texts()).containsExactly(";42;path_id=1;0;" + "x".repeat(MAX_EVENT));
        newArchive();
        record("x".repeat(MAX_EVENT) + "y", Verdict.Rejected.event("is 257 bytes long, the limit is 256"));
        assertThat(texts())
                .as("what is known is of the event before")
                .containsExactly("event is 257 bytes long, the limit is 256;;;1;" + "x".repeat(MAX_EVENT));
    }

    @Test
    void anEventHappenedNotLaterThanItCameAndNotBefore1970() {
        for (long time : List.of(-5L, 0L, RECEIVED - 1, RECEIVED, RECEIVED + 1, Long.MAX_VALUE)) {
            known.happenedAt = OptionalLong.of(time);
            record("a", Verdict.ACCEPTED);
        }
        known.happenedAt = OptionalLong.empty();
        record("a", Verdict.ACCEPTED);
        ByteBuffer rows = frame().rows();
        List<Long> happened = new ArrayList<>();
        while (rows.hasRemaining()) {
            happened.add(ArchivedRow.read(rows).happenedAt());
        }
        assertThat(happened).containsExactly(0L, 0L, RECEIVED - 1, RECEIVED, RECEIVED, RECEIVED, RECEIVED);
    }

    @Test
    void ofASenderOnlyTheBeginningIsKept() {
        archive = archive("s".repeat(ArchiveRecorder.MAX_SENDER_BYTES + 1));
        record("", Verdict.ACCEPTED);
        int longest = archive.size();
        archive = archive("s".repeat(ArchiveRecorder.MAX_SENDER_BYTES));
        record("", Verdict.ACCEPTED);
        assertThat(archive.size()).isEqualTo(longest);
        archive = archive("s".repeat(ArchiveRecorder.MAX_SENDER_BYTES - 1));
        record("", Verdict.ACCEPTED);
        assertThat(archive.size()).isEqualTo(longest - 1);
    }

    @Test
    void eventsCountWhenTheBufferHasTakenThem() {
        record("a", Verdict.ACCEPTED);
        record("b", Verdict.ACCEPTED);
        assertThat(taken.count()).isZero();
        archive.taken();
        assertThat(taken.count()).isEqualTo(2);
    }

    @Test
    void theSizeIsThatOfTheFrames() {
        for (int i = 0; i < 10_000; i++) {
            record("x".repeat(200), Verdict.ACCEPTED);
        }
        int size = archive.size();
        assertThat(archive.frames().remaining()).isEqualTo(size).isGreaterThan(2_000_000);
    }

    private void record(String text, Verdict verdict) {
        byte[] body = ("<<" + text + ">>").getBytes(UTF_8);
        archive.record(body, 2, body.length - 2, verdict);
    }

    private Frame frame() {
        return Objects.requireNonNull(FrameCodec.read(archive.frames()));
    }

    /** Reason, subject, what was filled in, whether it is cut, and the text of each row. */
    private List<String> texts() {
        List<String> texts = new ArrayList<>();
        ByteBuffer rows = frame().rows().order(ByteOrder.LITTLE_ENDIAN);
        while (rows.hasRemaining()) {
            rows.position(rows.position() + 24);
            String kind = string(rows);
            String subject = string(rows);
            String origin = string(rows) + string(rows) + string(rows);
            assertThat(kind + origin).isEqualTo("trafficpost/api/trafficFirefox");
            assertThat(string(rows)).isIn("accepted", "rejected");
            texts.add("%s;%s;%s;%s;%s".formatted(string(rows), subject, string(rows), rows.get(), string(rows)));
        }
        return texts;
    }

    private static String string(ByteBuffer rows) {
        int length = 0;
        int shift = 0;
        byte next;
        do {
            next = rows.get();
            length |= (next & 0x7f) << shift;
            shift += 7;
        } while (next < 0);
        byte[] text = new byte[length];
        rows.get(text);
        return new String(text, UTF_8);
    }
}
