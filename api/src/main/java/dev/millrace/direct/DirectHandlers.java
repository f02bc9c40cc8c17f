package dev.millrace.direct;

import dev.millrace.decode.DecoderPool;
import io.netty.channel.Channel;
import io.netty.util.concurrent.EventExecutor;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Makes a {@link DirectHandler} for each connection, and an {@link AnswerDispatcher} for each event loop. Thread-safe. */
@Singleton
final class DirectHandlers {
    private final DirectRoutes routes;
    private final DirectAnswers answers;
    private final DirectMetrics metrics;
    private final DecoderPool decoders;
    private final Map<EventExecutor, AnswerDispatcher> mailboxes = new ConcurrentHashMap<>();

    DirectHandlers(DirectRoutes routes, DirectAnswers answers, DirectMetrics metrics, DecoderPool decoders) {
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
                mailboxes.computeIfAbsent(connection.eventLoop(), AnswerDispatcher::new),
                decoders.bodiesOf(connection));
    }
}
