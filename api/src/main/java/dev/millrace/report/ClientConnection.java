package dev.millrace.report;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpRequestWrapper;
import io.micronaut.http.server.netty.NettyHttpRequest;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** Watches the connection of a report's client. */
final class ClientConnection {
    private ClientConnection() {}

    /** Returns true if the connection has ended: nobody will see an answer. */
    static boolean isGone(HttpRequest<?> request) {
        Channel connection = connection(request);
        return connection != null && !connection.isActive();
    }

    /** Closes an answer at the end of the connection at the latest. The framework forgets answers that it has not begun to send. */
    static void closeWithConnection(HttpRequest<?> request, AnswerBody answer) {
        Channel connection = connection(request);
        if (connection != null) {
            // Not on the event loop: closing deletes a file of many megabytes.
            ChannelFutureListener end = _ -> {
                Thread _ = Thread.startVirtualThread(() -> close(answer));
            };
            // Before the listener is added, because the connection may have ended already.
            answer.whenClosed(() -> connection.closeFuture().removeListener(end));
            connection.closeFuture().addListener(end);
        }
    }

    private static void close(AnswerBody answer) {
        try {
            answer.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static @Nullable Channel connection(HttpRequest<?> request) {
        HttpRequest<?> unwrapped = request;
        while (unwrapped instanceof HttpRequestWrapper<?> wrapper) {
            unwrapped = wrapper.getDelegate();
        }
        return unwrapped instanceof NettyHttpRequest<?> netty
                ? netty.getChannelHandlerContext().channel()
                : null;
    }
}
