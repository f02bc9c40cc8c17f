package dev.millrace.traffic.erasure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.buffer.Frame;
import dev.millrace.event.FrameRows;
import dev.millrace.intake.FrameWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ErasureRecordTest {
    private static final Instant TIME = Instant.parse("2026-01-31T12:34:56.789Z");

    @Test
    void aRowIsReadAsItWasWritten() {
        List<ErasureRow> rows = List.of(
                new ErasureRow(Long.MAX_VALUE, 0xffff_ffffL, TIME.toEpochMilli(), -1, 3, 4),
                new ErasureRow(0, 0, 0, 1, 0, 0));
        FrameWriter writer = new FrameWriter(ErasureTable.ERASURES.id(), 0);
        rows.forEach(row -> row.write(writer));
        Frame frame = FrameRows.frames(writer).getFirst();
        List<ErasureRow> read = new ArrayList<>();
        FrameRows.forEach(frame, bytes -> read.add(ErasureRow.read(bytes)));
        assertThat(read).isEqualTo(rows);
        assertThat(FrameRows.without(frame, ErasureTable.ERASURES, _ -> true)).isNull();
    }

    @Test
    void whoeverFindsSomethingAgainIsHeardWhateverTheOneWhoIsAtWorkSaysLater() {
        long read = 1000;
        assertThat(read + ErasureRecord.REOPENED).as("before it begins").isGreaterThan(read + ErasureRecord.ENDED);
        assertThat(read + ErasureRecord.BEGUN + ErasureRecord.REOPENED)
                .as("meanwhile")
                .isGreaterThan(read + ErasureRecord.ENDED);
        assertThat(read + ErasureRecord.ENDED).isGreaterThan(read + ErasureRecord.BEGUN);
        assertThat((read + ErasureRecord.BEGUN) & 0xff).as("its node").isEqualTo(read & 0xff);
    }

    @Test
    void countsAreTheMostThatWasFoundAtOnce() {
        ErasureRecord.Counts first = new ErasureRecord.Counts(10, 2, 0, 4, 5);
        assertThat(first.max(3, 7, 0)).isEqualTo(new ErasureRecord.Counts(10, 7, 0, 4, 5));
    }

    @Test
    void theConditionsOfSeveralPersonsAreOne() {
        ErasureRecord.Counts none = new ErasureRecord.Counts(0, 0, 0, 0, 0);
        ErasureConditions rows = new ErasureConditions(List.of(
                new ErasureRecord(1, 7, TIME, 1, false, none),
                new ErasureRecord(2, 8, TIME.plusMillis(1), 1, false, none)));
        assertThat(rows.fill("DELETE WHERE ${views}")).isEqualTo("""
                        DELETE WHERE ((user_id = 7 AND created_at <= fromUnixTimestamp64Milli(1769862896789, 'UTC')) \
                        OR (user_id = 8 AND created_at <= fromUnixTimestamp64Milli(1769862896790, 'UTC')))\
                        """);
        assertThat(rows.fill("${rollups}")).isEqualTo("""
                        (is_seal = 0 AND ((user_id = 7 AND hour <= toDateTime(1769860800, 'UTC')) \
                        OR (user_id = 8 AND hour <= toDateTime(1769860800, 'UTC'))))\
                        """);
    }
}
