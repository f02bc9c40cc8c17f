package dev.millrace.traffic.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.intake.EventDecoder;
import dev.millrace.intake.FrameWriter;
import dev.millrace.intake.Verdict;
import dev.millrace.intake.VersionClock;
import dev.millrace.intake.VersionReservation;
import dev.millrace.traffic.table.TrafficTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;

/** What became of one event, and the rows that came out of it. */
record Decoded(Verdict verdict, List<TrafficRow> rows) {
    /** The latest time that is not in the future. */
    static final Instant LATEST = Instant.parse("2026-11-20T12:00:00Z");

    static final VersionClock VERSIONS = versions();

    static Decoded of(String json) {
        return of(json.getBytes(StandardCharsets.UTF_8));
    }

    static Decoded of(byte[] json) {
        return of(new TrafficDecoder(ViewDefaults.NONE, VERSIONS::next, 0, LATEST, null), json);
    }

    static Decoded of(EventDecoder decoder, String json) {
        return of(decoder, json.getBytes(StandardCharsets.UTF_8));
    }

    /** The event lies amid other bytes, as it does in a body. */
    static Decoded of(EventDecoder decoder, byte[] json) {
        byte[] body = new byte[json.length + 10];
        Arrays.fill(body, (byte) '}');
        System.arraycopy(json, 0, body, 5, json.length);
        FrameWriter writer = new FrameWriter(TrafficTable.VIEWS.id(), 0);
        Verdict verdict = decoder.decode(body, 5, 5 + json.length, writer);
        try {
            return new Decoded(verdict, TrafficRow.readAll(writer.frames()));
        } catch (CharacterCodingException e) {
            throw new AssertionError("a row holds bytes that are no UTF-8", e);
        }
    }

    /** The row of an event that must have been accepted. */
    TrafficRow row() {
        assertThat(verdict).isEqualTo(Verdict.ACCEPTED);
        assertThat(rows).hasSize(1);
        return rows.getFirst();
    }

    /** The rejection of an event that must have been rejected, without a row. */
    Verdict.Rejected rejection() {
        assertThat(verdict).isInstanceOf(Verdict.Rejected.class);
        assertThat(rows).isEmpty();
        return (Verdict.Rejected) verdict;
    }

    private static VersionClock versions() {
        try {
            Path directory = Files.createTempDirectory(Path.of("target"), "versions");
            return new VersionClock(InstantSource.system(), new VersionReservation(directory.resolve("versions")), 7);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
