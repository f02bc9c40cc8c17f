package dev.millrace.testing;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.slf4j.LoggerFactory;

/** Keeps the entries of a logger and of those below it. Thread-safe. */
public final class LogCapture implements AutoCloseable {
    private final List<ILoggingEvent> entries = new CopyOnWriteArrayList<>();
    private final Logger logger;
    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent entry) {
            entries.add(entry);
        }
    };

    private LogCapture(Logger logger) {
        this.logger = logger;
        appender.start();
        logger.addAppender(appender);
    }

    /** Begins to keep entries. */
    public static LogCapture of(String logger) {
        return new LogCapture((Logger) LoggerFactory.getLogger(logger));
    }

    /** The messages, without fields. */
    public List<String> messages() {
        return entries.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    /** The fields of each entry. */
    public List<Map<String, String>> fields() {
        return entries.stream().map(LogCapture::fields).toList();
    }

    /** The fields of entries with that action. */
    public List<Map<String, String>> ofAction(String action) {
        return fields().stream()
                .filter(fields -> action.equals(fields.get("action")))
                .toList();
    }

    private static Map<String, String> fields(ILoggingEvent entry) {
        return entry.getKeyValuePairs() == null
                ? Map.of()
                : entry.getKeyValuePairs().stream()
                        .collect(Collectors.toMap(pair -> pair.key, pair -> String.valueOf(pair.value)));
    }

    /** Forgets all entries. */
    public void clear() {
        entries.clear();
    }

    @Override
    public void close() {
        logger.detachAppender(appender);
        appender.stop();
    }
}
