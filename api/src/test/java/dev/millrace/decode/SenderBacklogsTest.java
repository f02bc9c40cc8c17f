package dev.millrace.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Connections of a sender whose bodies wait are not read on, and go on when they do not wait any more. */
class SenderBacklogsTest {
    private final SenderBacklogs backlogs = new SenderBacklogs(100);
    private final AtomicInteger gone = new AtomicInteger();

    @Test
    void onlyTheSenderWithALongBacklogWaits() {
        backlogs.add("much", 60);
        backlogs.add("little", 100);
        assertThat(backlogs.isLong("much", gone::incrementAndGet)).isFalse();
        backlogs.add("much", 60);
        assertThat(backlogs.isLong("much", gone::incrementAndGet)).isTrue();
        assertThat(backlogs.isLong("much", gone::incrementAndGet)).isTrue();
        assertThat(backlogs.isLong("little", gone::incrementAndGet)).isFalse();
        backlogs.remove("little", 100);
        assertThat(gone).hasValue(0);
        backlogs.remove("much", 60);
        assertThat(gone).as("as much as was done").hasValue(1);
        backlogs.remove("much", 60);
        assertThat(gone).as("nothing is left").hasValue(2);
        assertThat(backlogs.isLong("much", gone::incrementAndGet)).isFalse();
    }
}
