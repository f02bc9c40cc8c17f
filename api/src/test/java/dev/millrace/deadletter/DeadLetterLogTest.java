package dev.millrace.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class DeadLetterLogTest {
    private final Logger logger = (Logger) LoggerFactory.getLogger(DeadLetterLog.class);
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private long nanos = Long.MAX_VALUE - 5;
    private final DeadLetterLog log = new DeadLetterLog(() -> nanos);

    @BeforeEach
    void listen() {
        lines.start();
        logger.addAppender(lines);
    }

    @AfterEach
    void stop() {
        logger.detachAppender(lines);
    }

    @Test
    void aMillionRowsWithOneReasonAreALineAMinute() {
        for (int i = 0; i < 1_000_000; i++) {
            log.added("traffic", 469);
            nanos += Duration.ofMinutes(3).toNanos() / 1_000_000;
        }
        assertThat(lines()).hasSizeBetween(3, 4);
        assertThat(lines().get(0))
                .isEqualTo("ClickHouse refuses a row of traffic with code 469: it is in the dead letters.");
        assertThat(lines().get(1)).contains(" more rows of traffic with code 469");
    }

    @Test
    void eachReasonHasItsLine() {
        log.added("traffic", 469);
        log.added("traffic", 6);
        log.added("traffic_edit", 469);
        assertThat(lines()).hasSize(3);
    }

    @Test
    void whatWasNotSaidYetIsSaidLaterAndEveryRowOnce() {
        log.added("traffic", 469);
        log.added("traffic", 469);
        log.added("traffic", 469);
        log.tick();
        assertThat(lines()).hasSize(1);
        nanos += Duration.ofMinutes(1).toNanos();
        log.tick();
        assertThat(lines()).hasSize(2);
        assertThat(lines().getLast()).contains("2 more rows");
        nanos += Duration.ofMinutes(1).toNanos();
        log.tick();
        log.added("traffic", 469);
        assertThat(lines()).hasSize(3);
        assertThat(lines().getLast()).contains("a row of traffic");
    }

    private List<String> lines() {
        return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }
}
