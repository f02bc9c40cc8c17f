package dev.millrace.log;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;
import org.slf4j.spi.NOPLoggingEventBuilder;

/**
 * Logs the first of equal lines in each minute and counts the others: the field {@code left_out} of the next line, or of a line of its own
 * after the last one, has their number. At most 256 kinds of lines are told apart, all others count as one more kind. Thread-safe.
 */
public final class LimitedLog {
    static final int MAX_KINDS = 256;
    static final Duration INTERVAL = Duration.ofMinutes(1);

    private static final String LEFT_OUT = "left_out";
    private static final String OTHERS = "others";

    /** Lines of one kind since the last one that was logged. */
    private static final class Kind {
        private final long loggedAtNanos;
        private final Level level;
        private final String id;
        private long leftOut;

        Kind(long loggedAtNanos, Level level, String id) {
            this.loggedAtNanos = loggedAtNanos;
            this.level = level;
            this.id = id;
        }
    }

    /**
     * A fault that a request met.
     *
     * @param request the id under which the log has it, for the answer: of this request, or of the one that met it first
     * @param line logs it, unless an equal one was logged within a minute
     */
    public record Fault(String request, LoggingEventBuilder line) {}

    private final Logger log;
    private final LongSupplier nanoTime;

    @GuardedBy("this")
    private final Map<Object, Kind> kinds = new HashMap<>();

    @GuardedBy("this")
    private long sweptAtNanos;

    /** Makes one for the lines of a class. */
    public LimitedLog(Class<?> source) {
        this(LoggerFactory.getLogger(source));
    }

    /** Makes one for the lines of a logger. */
    public LimitedLog(Logger log) {
        this(log, System::nanoTime);
    }

    LimitedLog(Logger log, LongSupplier nanoTime) {
        this.log = log;
        this.nanoTime = nanoTime;
        this.sweptAtNanos = nanoTime.getAsLong();
    }

    /**
     * Begins a line, which is not logged if an equal one was within a minute.
     *
     * @param kind equal for lines that repeat each other; its text is logged, so it has no secrets
     */
    public LoggingEventBuilder at(Level level, Object kind) {
        return begin(level, kind).line;
    }

    /** Begins a line about a fault that a request met. The line has the id of the request as {@code request}. */
    public Fault fault(Level level, Object kind) {
        Fault fault = begin(level, kind);
        return new Fault(fault.request, fault.line.addKeyValue("request", fault.request));
    }

    /** Returns the kind of a failure: its innermost cause, and where that was thrown. */
    public static Object kindOf(Throwable failure) {
        Throwable innermost = failure;
        for (int depth = 0; innermost.getCause() != null && depth < MAX_KINDS; depth++) {
            innermost = innermost.getCause();
        }
        StackTraceElement[] trace = innermost.getStackTrace();
        return innermost.getClass().getName() + (trace.length == 0 ? "" : " at " + trace[0]);
    }

    private synchronized Fault begin(Level level, Object wanted) {
        long now = nanoTime.getAsLong();
        Object kind = kinds.containsKey(wanted) || kinds.size() < MAX_KINDS ? wanted : OTHERS;
        if (now - sweptAtNanos >= INTERVAL.toNanos()) {
            sweptAtNanos = now;
            sweep(now, kind);
        }
        Kind last = kinds.get(kind);
        if (last != null && now - last.loggedAtNanos < INTERVAL.toNanos()) {
            last.leftOut++;
            return new Fault(last.id, NOPLoggingEventBuilder.singleton());
        }
        Kind next = new Kind(now, level, UUID.randomUUID().toString());
        kinds.put(kind, next);
        LoggingEventBuilder line = log.atLevel(level);
        return new Fault(next.id, last == null || last.leftOut == 0 ? line : line.addKeyValue(LEFT_OUT, last.leftOut));
    }

    /** Forgets kinds that no longer occur, and logs how many of their lines were left out. */
    @GuardedBy("this")
    private void sweep(long now, Object except) {
        Iterator<Map.Entry<Object, Kind>> all = kinds.entrySet().iterator();
        while (all.hasNext()) {
            Map.Entry<Object, Kind> entry = all.next();
            Kind kind = entry.getValue();
            if (now - kind.loggedAtNanos < INTERVAL.toNanos() || entry.getKey().equals(except)) {
                continue;
            }
            all.remove();
            if (kind.leftOut > 0) {
                log.atLevel(kind.level)
                        .addKeyValue(LEFT_OUT, kind.leftOut)
                        .addKeyValue("of", entry.getKey().toString())
                        .log("A line that repeated was left out");
            }
        }
    }
}
