package dev.millrace.http;

import dev.millrace.log.LimitedLog;
import io.micronaut.http.HttpRequest;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/** Writes lines of the logger {@code audit}: what administrators change, and attempts that are not permitted. Thread-safe. */
public final class AuditLog {
    private static final Logger log = LoggerFactory.getLogger("audit");
    private static final LimitedLog attempts = new LimitedLog(log);

    private AuditLog() {}

    /**
     * Begins the line about a change that an administrator made.
     *
     * @param action a name of the change that never changes, for searches
     */
    public static LoggingEventBuilder changed(HttpRequest<?> request, String action) {
        return log.atInfo()
                .addKeyValue("action", action)
                .addKeyValue(
                        "by", Objects.requireNonNullElse(request.getHeaders().get(SenderHeader.NAME), "no_key"))
                .addKeyValue("address", address(request));
    }

    private static String address(HttpRequest<?> request) {
        String ofProxy = request.getHeaders().get(SenderHeader.ADDRESS);
        return ofProxy == null ? request.getRemoteAddress().getAddress().getHostAddress() : ofProxy;
    }

    /**
     * A request that was answered 401 or 403.
     *
     * @param reason one of a few words
     * @param route method and path, without anything that says who is asked about
     * @param address of the client
     * @param key the name of its key or issuer, null if unknown
     */
    public record Attempt(
            int status,
            String reason,
            String route,
            String address,
            @Nullable String key) {}

    /** Logs an attempt, once a minute for the same reason, key and address. */
    public static void refused(Attempt attempt) {
        LoggingEventBuilder line = attempts.at(
                        Level.INFO,
                        attempt.reason + " of " + Objects.requireNonNullElse(attempt.key, "") + " " + attempt.address)
                .addKeyValue("action", "refused")
                .addKeyValue("status", attempt.status)
                .addKeyValue("reason", attempt.reason)
                .addKeyValue("route", attempt.route)
                .addKeyValue("address", attempt.address);
        if (attempt.key != null) {
            line = line.addKeyValue("key", attempt.key);
        }
        line.log("A request was not permitted");
    }
}
