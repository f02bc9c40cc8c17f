package dev.millrace.simulator.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.simulator.ExitCode;
import dev.millrace.simulator.client.Acknowledgement;
import dev.millrace.simulator.client.Acknowledgement.Rejection;
import dev.millrace.simulator.testing.Fault;
import dev.millrace.simulator.traffic.PageView;
import dev.millrace.simulator.traffic.RequestId;
import dev.millrace.simulator.traffic.UserId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class AckRecordTest extends ReplayCase {
    private static final Instant TIME = Instant.parse("2026-11-19T10:05:03Z");
    private static final List<PageView> VIEWS = List.of(
            new PageView(new RequestId(-1), new UserId(-1), TIME, "/a"),
            new PageView(new RequestId(2), new UserId(2), TIME, "/b?x=1,2&y=\"z\""));

    @Test
    void everyAcknowledgedEventIsACsvLine() throws Exception {
        assertThat(recorded(new Acknowledgement("disk", 2, 0, List.of())))
                .containsExactly(
                        "18446744073709551615,4294967295,2026-11-19T10:05:03.000Z,/a",
                        "2,2,2026-11-19T10:05:03.000Z,\"/b?x=1,2&y=\"\"z\"\"\"");
    }

    @Test
    void aRejectedEventIsNotRecorded() throws Exception {
        assertThat(recorded(new Acknowledgement("disk", 1, 0, List.of(new Rejection(1, "page_url", "")))))
                .containsExactly("18446744073709551615,4294967295,2026-11-19T10:05:03.000Z,/a");
    }

    @Test
    void aRequestOfWhichAnEventWasFilteredIsNotRecorded() throws Exception {
        assertThat(recorded(new Acknowledgement("disk", 1, 1, List.of()))).isEmpty();
    }

    @Test
    void twoRunsAppendToOneRecord() throws Exception {
        Path record = file("acknowledged.csv");

        replay(LOG, "--no-check", "--record=" + record);
        replay(LOG, "--no-check", "--record=" + record);

        assertThat(Files.readAllLines(record)).hasSize(10);
    }

    @Test
    void whatGotNoAnswerIsNotRecordedEvenIfItIsStored() throws Exception {
        Path record = file("acknowledged.csv");
        service.next(new Fault.LostReply(), Fault.answer(404, ""));

        assertThat(replay(LOG, "--record=" + record)).isEqualTo(ExitCode.GAVE_UP);
        assertThat(service.store().events()).hasSize(5);
        assertThat(Files.readAllLines(record)).isEmpty();
    }

    private List<String> recorded(Acknowledgement ack) throws Exception {
        Path path = file("record.csv");
        try (AckRecord ackRecord = new AckRecord(path)) {
            int notNamed = ackRecord.append(VIEWS, ack);
            assertThat(notNamed).isEqualTo(ack.filtered() > 0 ? ack.accepted() : 0);
        }
        return Files.readAllLines(path);
    }
}
