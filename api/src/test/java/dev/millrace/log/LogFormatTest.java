package dev.millrace.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.ConsoleAppender;
import dev.millrace.testing.JsonValue;
import java.io.IOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the shipped configuration writes. */
class LogFormatTest {
    private static final String FORGED =
            "x\r\n2026-01-01T00:00:00.000Z INFO  audit - A key was made by=admin\u2028\u0085\u001b[2K";

    private final LoggerContext context = new LoggerContext();
    private final List<ILoggingEvent> entries = new ArrayList<>();

    @BeforeEach
    void start() {
        context.setName("shipped");
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    @Test
    void anEntryOfJsonIsOneLineWithItsFieldsOnTop() throws Exception {
        Logger log = logger("json");
        log.atWarn()
                .addKeyValue("shard", 2)
                .addKeyValue("key", "shop")
                .setCause(new IOException("of " + FORGED))
                .log("Rows of {}", FORGED);
        String written = written();
        assertThat(written.chars().filter(c -> c == '\n' || c == '\r')).hasSize(1);
        assertThat(written).endsWith("}\n");
        JsonValue entry = JsonValue.parse(written);
        assertThat(entry.get("level").text()).isEqualTo("WARN");
        assertThat(entry.get("logger").text()).isEqualTo("dev.millrace.Some");
        assertThat(entry.get("message").text()).isEqualTo("Rows of " + FORGED);
        assertThat(entry.get("shard").number()).isEqualTo(2);
        assertThat(entry.get("key").text()).isEqualTo("shop");
        assertThat(entry.get("exception").text())
                .contains("java.io.IOException: of " + FORGED, "\tat dev.millrace.log.LogFormatTest");
        String timestamp = entry.get("timestamp").text();
        assertThat(timestamp).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
        assertThat(Instant.parse(timestamp)).isBetween(Instant.now().minusSeconds(60), Instant.now());
    }

    @Test
    void aTextOfAClientMakesNoSecondLine() throws Exception {
        Logger log = logger("text");
        log.info("Rows of {}", FORGED);
        String written = written();
        assertThat(written.lines()).hasSize(1);
        assertThat(written).doesNotContain("\r", "\u2028", "\u0085", "\u001b");
        assertThat(written).contains("Rows of x\\r\\n2026-01-01", "\\u2028\\u0085\\u001b[2K");
    }

    @Test
    void theMessageOfAFailureMakesNoSecondLine() throws Exception {
        Logger log = logger("text");
        IOException failure = new IOException("of " + FORGED, new IllegalStateException(FORGED));
        failure.addSuppressed(new IllegalStateException(FORGED));
        log.warn("Rows", failure);
        List<String> lines = written().lines().toList();
        assertThat(lines).hasSizeGreaterThan(5);
        assertThat(lines).noneMatch(line -> line.startsWith("2026-01-01"));
        assertThat(lines.subList(2, lines.size()))
                .allMatch(line -> line.startsWith("\t") || line.startsWith("Caused by: "));
    }

    @Test
    void textHasTheFieldsThatTheMessageLacks() throws Exception {
        Logger log = logger("text");
        log.atInfo()
                .addKeyValue("rows", 3)
                .addKeyValue("shard", 2)
                .addKeyValue("sensor", "a b\" by=admin")
                .log("{} rows wait", 3);
        assertThat(written()).endsWith(" - 3 rows wait shard=2 sensor=\"a b\\\" by=admin\"\n");
    }

    private Logger logger(String format) throws Exception {
        context.putProperty("MILLRACE_LOG_FORMAT", format);
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        URL shipped = Objects.requireNonNull(LogFormatTest.class.getResource("/logback.xml"));
        configurator.doConfigure(shipped);
        Logger log = context.getLogger("dev.millrace.Some");
        log.setLevel(Level.INFO);
        AppenderBase<ILoggingEvent> kept = new AppenderBase<>() {
            @Override
            protected void append(ILoggingEvent entry) {
                entries.add(entry);
            }
        };
        kept.setContext(context);
        kept.start();
        log.addAppender(kept);
        log.setAdditive(false);
        return log;
    }

    private String written() {
        ConsoleAppender<ILoggingEvent> appender = (ConsoleAppender<ILoggingEvent>)
                context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("out");
        return new String(appender.getEncoder().encode(entries.getLast()), StandardCharsets.UTF_8);
    }
}
