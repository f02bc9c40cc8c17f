package dev.millrace.direct;

import dev.millrace.decode.Decoders;
import io.netty.channel.Channel;
import io.netty.util.concurrent.EventExecutor;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Makes a {@link DirectHandler} for each connection, and a {@link Mailbox} for each event loop. Thread-safe. */
@Singleton
final class DirectHandlers {
    private final DirectRoutes routes;
    private final DirectAnswers answers;
    private final DirectMetrics metrics;
    private final Decoders decoders;
    private final Map<EventExecutor, Mailbox> mailboxes = new ConcurrentHashMap<>();

    DirectHandlers(DirectRoutes routes, DirectAnswers answers, DirectMetrics metrics, Decoders decoders) {
        this.routes = routes;
        this.answers = answers;
        this.metrics = metrics;
        this.decoders = decoders;
    }

    DirectHandler forConnection(Channel connection) {
        return new DirectHandler(
                routes,
                answers,
                metrics,
                mailboxes.computeIfAbsent(connection.eventLoop(), Mailbox::new),
                decoders.bodiesOf(connection));
    }
}
