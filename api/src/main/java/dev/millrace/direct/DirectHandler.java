package dev.millrace.direct;

import dev.millrace.decode.ConnectionBodies;
import dev.millrace.gate.BodyMemory;
import dev.millrace.intake.IntakeAnswer;
import dev.millrace.log.LimitedLog;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * Takes requests that need nothing of the framework, and answers them in their order. One for each connection, used by its event loop only.
 *
 * <p>Answers must not overtake each other: while the framework has a request, all that follow go to the framework, too. A request for the
 * framework waits here, with all that follow it, until all earlier ones are answered, and while the client does not read answers.
 */
final class DirectHandler extends ChannelDuplexHandler {
    private static final LimitedLog log = new LimitedLog(DirectHandler.class);

    /** Most requests that a connection may send ahead of their answers; then it is not read any more. */
    static final int MAX_UNANSWERED = 128;

    /** The memory of a body up to this size is counted until the request is answered. */
    private static final int SMALL_BODY_BYTES = 4096;

    private final DirectRoutes routes;
    private final DirectAnswers answers;
    private final DirectMetrics metrics;
    private final AnswerDispatcher dispatcher;
    private final ConnectionBodies bodies;

    /** Whole requests, in order. */
    private final Queue<Exchange> unanswered = new ArrayDeque<>(2);

    private final FrameworkRequests inFramework = new FrameworkRequests();
    private final HeldMessages held = new HeldMessages();
    private final DecoderWait decoders;

    /** The request whose body arrives; null if that is one for the framework, or none. */
    private @Nullable Exchange receiving;

    private boolean pausesReading;
    private @Nullable ChannelPromise closing;
    private @Nullable ChannelHandlerContext context;

    DirectHandler(
            DirectRoutes routes,
            DirectAnswers answers,
            DirectMetrics metrics,
            AnswerDispatcher dispatcher,
            ConnectionBodies bodies) {
        this.routes = routes;
        this.answers = answers;
        this.metrics = metrics;
        this.dispatcher = dispatcher;
        this.bodies = bodies;
        this.decoders = new DecoderWait(bodies);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext removed) {
        unanswered.clear();
        held.release();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        if (!held.isEmpty()) {
            held.add(message);
            return;
        }
        if (message instanceof HttpRequest head) {
            receiving = inFramework.isEmpty() ? routes.begin(head) : null;
            if (receiving == null && (!unanswered.isEmpty() || isFull(context))) {
                held.add(head);
                return;
            }
            if (receiving == null && inFramework.begin()) {
                context.executor().execute(this::nextTurn);
            }
        }
        if (receiving == null) {
            super.channelRead(context, message);
            return;
        }
        if (message instanceof HttpContent content) {
            receiving.receive(content.content());
        }
        ReferenceCountUtil.release(message);
        if (message instanceof LastHttpContent) {
            Exchange whole = receiving;
            receiving = null;
            accept(whole);
        }
    }

    private void accept(Exchange exchange) {
        unanswered.add(exchange);
        CompletionStage<IntakeAnswer> accepted;
        try {
            accepted = exchange.accept(bodies);
        } catch (RuntimeException | StackOverflowError e) {
            // Whatever went wrong, the exchange is answered, and its memory is given back.
            accepted = CompletableFuture.failedFuture(e);
        }
        boolean isAnswered = accepted.toCompletableFuture().isDone();
        accepted.whenComplete((answer, failure) -> {
            if (failure != null) {
                exchange.failed(log(exchange.post().route(), failure));
            }
            if (isAnswered) {
                // Within this call. The end of this turn of reading sends it.
                answered(exchange, answer, System.nanoTime());
            } else {
                dispatcher.put(this, exchange, answer);
            }
        });
        if (exchange.length() > SMALL_BODY_BYTES && !held.isPassingOn()) {
            // Its rows are in the buffer, or never will be, or its memory is counted by the decoders. So a request that
            // waits for its answer holds no memory.
            BodyMemory.giveLastBack(Objects.requireNonNull(context).channel());
        }
    }

    private static String log(String route, Throwable failure) {
        LimitedLog.Fault fault = log.fault(Level.ERROR, route + ": " + LimitedLog.kindOf(failure));
        fault.line().addKeyValue("route", route).setCause(failure).log("A request could not be worked on");
        return fault.request();
    }

    private void nextTurn() {
        inFramework.nextTurn();
        if (!held.isEmpty()) {
            settle();
        }
    }

    /**
     * Notes an answer. The caller calls {@link #settle} after the last of several answers.
     *
     * @param answer null if there is none because of a failure
     */
    void answered(Exchange exchange, @Nullable IntakeAnswer answer, long nowNanos) {
        FullHttpResponse response = answer == null
                ? answers.failed(exchange.failure())
                : answers.answer(exchange.post(), answer, exchange.origin());
        if (answer != null) {
            routes.charge(exchange, answer);
        }
        metrics.answered(exchange.post().route(), response.status().code(), nowNanos - exchange.begunNanos());
        exchange.answer(response);
    }

    /** Sends all answers whose turn it is, and passes on requests that waited for that. */
    void settle() {
        ChannelHandlerContext here = Objects.requireNonNull(context);
        if (sendAnswers(here)) {
            here.flush();
        }
        if (unanswered.isEmpty()) {
            goOn(here);
        }
        if (pausesReading) {
            readOn(here);
        }
    }

    private boolean sendAnswers(ChannelHandlerContext here) {
        boolean sent = false;
        for (Exchange first = unanswered.peek(); first != null; first = unanswered.peek()) {
            FullHttpResponse response = first.response();
            if (response == null) {
                break;
            }
            unanswered.remove();
            ChannelFuture _ = here.write(response);
            sent = true;
        }
        return sent;
    }

    private void goOn(ChannelHandlerContext here) {
        ChannelPromise asked = closing;
        if (asked != null) {
            closing = null;
            ChannelFuture _ = here.close(asked);
            return;
        }
        if (!held.isEmpty() && !isFull(here)) {
            try {
                held.passOn(message -> channelRead(here, message));
                channelReadComplete(here);
            } catch (Exception e) {
                here.fireExceptionCaught(e);
            }
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) throws Exception {
        settle();
        if (inFramework.isEmpty()) {
            // Handlers after this one never ask for more: they do not know what was read.
            readOn(context);
        }
        super.channelReadComplete(context);
    }

    /** Returns true if the framework must get no further request for now. */
    private boolean isFull(ChannelHandlerContext here) {
        return inFramework.isFull() || !here.channel().isWritable();
    }

    /** Reads on, now or later: a connection whose client does not wait for answers, or does not read them, is not read. */
    private void readOn(ChannelHandlerContext here) {
        pausesReading = !held.isEmpty()
                || unanswered.size() >= MAX_UNANSWERED
                || !here.channel().isWritable()
                || decoders.holdsUp(receiving, here, () -> readOn(here));
        if (!pausesReading) {
            here.read();
        }
    }

    /** The framework asks for more; it does not know how much was read already. */
    @Override
    public void read(ChannelHandlerContext context) {
        readOn(context);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) throws Exception {
        settle();
        super.channelWritabilityChanged(context);
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) throws Exception {
        super.write(context, message, promise);
        if (inFramework.written(message) && !held.isEmpty()) {
            // Not within a write of the framework.
            context.executor().execute(this::settle);
        }
    }

    /** A service that stops closes idle connections; this one may only look idle to the framework. */
    @Override
    public void close(ChannelHandlerContext context, ChannelPromise promise) throws Exception {
        if (unanswered.isEmpty() || !context.channel().isActive()) {
            super.close(context, promise);
        } else {
            closing = promise;
        }
    }
}
