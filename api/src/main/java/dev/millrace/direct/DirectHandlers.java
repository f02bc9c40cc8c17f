package dev.millrace.direct;

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
    private final Map<EventExecutor, Mailbox> mailboxes = new ConcurrentHashMap<>();

    DirectHandlers(DirectRoutes routes, DirectAnswers answers, DirectMetrics metrics) {
        this.routes = routes;
        this.answers = answers;
        this.metrics = metrics;
    }

    DirectHandler forConnection(EventExecutor loop) {
        return new DirectHandler(routes, answers, metrics, mailboxes.computeIfAbsent(loop, Mailbox::new));
    }
}
