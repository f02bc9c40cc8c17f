package dev.millrace.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testing.LogCapture;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

class LimitedLogTest {
    private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

    private final LogCapture lines = LogCapture.of("limited");
    private long nanos = Long.MAX_VALUE - 5;
    private final LimitedLog log = new LimitedLog(LoggerFactory.getLogger("limited"), () -> nanos);

    @AfterEach
    void stop() {
        lines.close();
    }

    @Test
    void aFaultOfAMillionRequestsIsALineAMinuteThatCountsTheOthers() {
        for (int i = 0; i < 1_000_000; i++) {
            log.at(Level.ERROR, "disk").log("It is full");
        }
        assertThat(lines.messages()).containsExactly("It is full");
        assertThat(lines.fields()).containsExactly(Map.of());
        nanos += MINUTE - 1;
        log.at(Level.ERROR, "disk").log("It is full");
        assertThat(lines.messages()).as("just before the minute is over").hasSize(1);
        nanos++;
        log.at(Level.ERROR, "disk").log("It is full");
        assertThat(lines.messages()).hasSize(2);
        assertThat(lines.fields().get(1)).isEqualTo(Map.of("left_out", "1000000"));
    }

    @Test
    void linesOfAFaultThatEndedAreCountedWithTheNextOne() {
        log.at(Level.WARN, "one").log("One");
        log.at(Level.WARN, "one").log("One");
        nanos += MINUTE;
        log.at(Level.WARN, "other").log("Other");
        assertThat(lines.messages()).containsExactly("One", "A line that repeated was left out", "Other");
        assertThat(lines.fields().get(1)).isEqualTo(Map.of("left_out", "1", "of", "one"));
    }

    @Test
    void kindsBeyondTheBoundShareOne() {
        for (int i = 0; i < 10 * LimitedLog.MAX_KINDS; i++) {
            log.at(Level.WARN, "kind " + i).log("Kind {}", i);
        }
        assertThat(lines.messages()).hasSize(LimitedLog.MAX_KINDS + 1);
        nanos += MINUTE;
        for (int i = 0; i < LimitedLog.MAX_KINDS; i++) {
            log.at(Level.WARN, "later " + i).log("Later {}", i);
        }
        assertThat(lines.messages()).as("the old ones are forgotten").hasSizeGreaterThan(2 * LimitedLog.MAX_KINDS);
    }

    @Test
    void anAnswerNamesTheLineThatWasLogged() {
        LimitedLog.Fault first = log.fault(Level.ERROR, "disk");
        first.line().log("It is full");
        LimitedLog.Fault second = log.fault(Level.ERROR, "disk");
        second.line().log("It is full");
        assertThat(second.request()).isEqualTo(first.request());
        assertThat(lines.fields()).containsExactly(Map.of("request", first.request()));
    }

    @Test
    void failuresAreOfOneKindIfTheyBeganAtOnePlace() {
        assertThat(LimitedLog.kindOf(failure("a"))).isEqualTo(LimitedLog.kindOf(failure("b")));
        assertThat(LimitedLog.kindOf(failure("a"))).isNotEqualTo(LimitedLog.kindOf(new IOException("a")));
    }

    private static Exception failure(String text) {
        return new IllegalStateException(new IOException(text));
    }
}
