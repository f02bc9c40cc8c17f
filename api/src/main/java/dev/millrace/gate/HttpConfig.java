package dev.millrace.gate;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import io.micronaut.core.convert.format.ReadableBytes;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Settings of HTTP connections and bodies.
 *
 * @param maxBodyBytes size of a body as received; a larger one is answered 413
 * @param maxInFlightBytes size of all bodies that are being received or worked on; above it requests are answered 503. Netty needs up to
 * four times as much: it may fill only a part of each buffer that it reads into
 * @param maxConnections open connections; requests on further ones are answered 503
 * @param maxUnfinishedHeadBytes memory of all incomplete heads; above it the oldest large one loses its connection
 * @param maxUnreadBytes memory of all unread answers; above it the connection that reads slowly for longest is closed
 * @param unreadTimeout how long a client may take to read 32 KB while more is waiting
 * @param headTimeout how long the head of a connection's first request may take
 * @param bodyTimeout how long a body may take to arrive; a slower one is answered 408
 * @param idleTimeout how long a connection may go from an answer to the next whole head
 * @param transport Netty transports, of which the first that this machine supports is used: io_uring, epoll or nio
 */
@ConfigurationProperties("millrace.http")
public record HttpConfig(
        @Bindable(defaultValue = "8MB") @ReadableBytes @Min(1024) @Max(256 << 20)
        int maxBodyBytes,

        @Bindable(defaultValue = "32MB") @ReadableBytes @Min(1024)
        long maxInFlightBytes,

        @Bindable(defaultValue = "4096") @Min(1) @Max(1_000_000)
        int maxConnections,

        @Bindable(defaultValue = "16MB") @ReadableBytes @Min(1024)
        long maxUnfinishedHeadBytes,

        @Bindable(defaultValue = "32MB") @ReadableBytes @Min(1024)
        long maxUnreadBytes,

        @Bindable(defaultValue = "30s") Duration unreadTimeout,
        @Bindable(defaultValue = "10s") Duration headTimeout,
        @Bindable(defaultValue = "60s") Duration bodyTimeout,
        @Bindable(defaultValue = "75s") Duration idleTimeout,
        @Bindable(defaultValue = "io_uring,epoll,nio") List<String> transport) {
    private static final Set<String> TRANSPORTS = Set.of("io_uring", "epoll", "nio");
    private static final Duration SHORTEST = Duration.ofMillis(100);

    /** Checks rules that concern several settings. */
    public HttpConfig {
        if (maxInFlightBytes < maxBodyBytes) {
            throw new IllegalArgumentException(
                    "millrace.http.max-in-flight-bytes (%s) must not be less than millrace.http.max-body-bytes (%s)"
                            .formatted(maxInFlightBytes, maxBodyBytes));
        }
        if (transport.isEmpty() || !TRANSPORTS.containsAll(transport)) {
            throw new IllegalArgumentException(
                    "millrace.http.transport (%s) must be one or more of io_uring, epoll and nio, with commas between them"
                            .formatted(String.join(",", transport)));
        }
        transport = List.copyOf(transport);
        checkTimeout("unread-timeout", unreadTimeout);
        checkTimeout("head-timeout", headTimeout);
        checkTimeout("body-timeout", bodyTimeout);
        checkTimeout("idle-timeout", idleTimeout);
    }

    private static void checkTimeout(String name, Duration timeout) {
        if (timeout.compareTo(SHORTEST) < 0) {
            throw new IllegalArgumentException("millrace.http.%s (%s) must be 100ms or more".formatted(name, timeout));
        }
    }
}
