package dev.millrace.traffic.erasure;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.archive.ArchiveTable;
import dev.millrace.deadletter.DeadLetter;
import dev.millrace.event.FrameRows;
import dev.millrace.intake.FrameWriter;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArchiveErasureMatcherTest {
    private static final long HAPPENED = 1000;

    @Test
    void aRowWithASubjectIsAboutThatUserWhateverItsTextSays() {
        assertThat(ArchiveErasureMatcher.usersAt(row("traffic", "42", "{\"user_id\":7}")))
                .containsExactly(42L);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"user_id\":42",
                "{\"user_id\" :\t \"42\"}",
                "{\"user_id\":\n042.0}",
                "\u00ff\"user_id\":42\u00ff",
                "{\"user_id\":42} and more"
            })
    void aRowWithoutASubjectIsAboutWhomItsTextNames(String text) {
        assertThat(ArchiveErasureMatcher.usersAt(row("traffic", "", text))).containsExactly(42L);
    }

    @Test
    void aTextMayNameSeveralUsersOrNobody() {
        assertThat(ArchiveErasureMatcher.usersAt(row("traffic", "", "{\"user_id\":1,\"user_id\":2}")))
                .containsExactly(1L, 2L);
        assertThat(ArchiveErasureMatcher.usersAt(row("traffic", "", "{\"user_id\":-1, \"user\":2}")))
                .isEmpty();
        assertThat(ArchiveErasureMatcher.usersAt(row("traffic", "", ""))).isEmpty();
    }

    @Test
    void anotherKindOfEventHasOtherSubjects() {
        assertThat(ArchiveErasureMatcher.usersAt(row("sensor", "42", ""))).isEmpty();
        assertThat(ArchiveErasureMatcher.erasedAt(row("sensor", "42", ""), Map.of(42L, HAPPENED)))
                .isNull();
    }

    @Test
    void whatHappenedUpToTheErasureIsErased() {
        ByteBuffer row = row("traffic", "42", "");
        assertThat(ArchiveErasureMatcher.erasedAt(row, Map.of(42L, HAPPENED)))
                .isEqualTo(new ArchiveErasureMatcher.Erased(42, HAPPENED));
        assertThat(ArchiveErasureMatcher.erasedAt(row, Map.of(42L, HAPPENED - 1)))
                .isNull();
        assertThat(ArchiveErasureMatcher.erasedAt(row, Map.of(43L, HAPPENED))).isNull();
    }

    @Test
    void aDeadLetterOfTheArchiveIsErasedToo() {
        ByteBuffer row = row("traffic", "42", "");
        byte[] bytes = new byte[row.remaining()];
        row.get(bytes);
        assertThat(ArchiveErasureMatcher.isErased(letter("archive", bytes), Map.of(42L, HAPPENED)))
                .isTrue();
        assertThat(ArchiveErasureMatcher.users(letter("archive", bytes))).containsExactly(42L);
        assertThat(ArchiveErasureMatcher.isErased(letter("traffic", bytes), Map.of(42L, HAPPENED)))
                .isFalse();
        assertThat(ArchiveErasureMatcher.users(letter("archive", new byte[] {1, 2})))
                .isEmpty();
    }

    private static DeadLetter letter(String table, byte[] row) {
        return new DeadLetter(1, Instant.EPOCH, table, 0, 117, "", row);
    }

    private static ByteBuffer row(String kind, String subject, String text) {
        FrameWriter rows = new FrameWriter(ArchiveTable.EVENTS.id(), 0);
        byte[] bytes = text.getBytes(ISO_8859_1);
        rows.startRow(0)
                .uint64(2000)
                .uint64(HAPPENED)
                .uint64(1)
                .string(kind)
                .string(subject)
                .string("post")
                .string("/api/traffic")
                .string("")
                .string("rejected")
                .string("")
                .string("")
                .uint8(0)
                .string(bytes, bytes.length)
                .end();
        return FrameRows.frames(rows).getFirst().rows();
    }
}
