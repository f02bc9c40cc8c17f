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
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
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

    /** Most requests of one connection that go to the framework in one turn of the event loop. */
    private static final int MAX_IN_TURN = 16;

    /** The memory of a body up to this size is counted until the request is answered. */
    private static final int SMALL_BODY_BYTES = 4096;

    private final DirectRoutes routes;
    private final DirectAnswers answers;
    private final DirectMetrics metrics;
    private final AnswerDispatcher dispatcher;
    private final ConnectionBodies bodies;

    /** Whole requests, in order. */
    private final Queue<Exchange> unanswered = new ArrayDeque<>(2);

    /** The messages of a request for the framework and of what follows it, while that request has to wait. */
    private @Nullable Queue<Object> held;

    private @Nullable Exchange receiving;
    private int inFramework;

    /** The number of requests that the framework got in this turn of the event loop. */
    private int inTurn;

    private boolean pausesReading;

    /** True while the rest of a body is not read because its sender has a long backlog. */
    private boolean waitsForDecoders;

    /** True while held messages are passed on: newer requests may have come since. */
    private boolean handsOnHeld;

    /** True while a request is passed on; on the event loop only. */
    private boolean accepting;

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
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext removed) {
        unanswered.clear();
        if (held != null) {
            held.forEach(ReferenceCountUtil::release);
            held = null;
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        if (held != null) {
            held.add(message);
            return;
        }
        if (message instanceof HttpRequest head) {
            receiving = inFramework == 0 ? routes.begin(head) : null;
            if (receiving == null && (!unanswered.isEmpty() || isFull(context))) {
                held = new ArrayDeque<>();
                held.add(head);
                return;
            }
            if (receiving == null) {
                inFramework++;
                if (inTurn++ == 0) {
                    context.executor().execute(this::nextTurn);
                }
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
        accepting = true;
        CompletionStage<IntakeAnswer> accepted;
        try {
            accepted = exchange.accept(bodies);
        } catch (RuntimeException | StackOverflowError e) {
            // Whatever went wrong, the exchange is answered, and its memory is given back.
            accepted = CompletableFuture.failedStage(e);
        }
        accepted.whenComplete((answer, failure) -> {
            if (failure != null) {
                exchange.failed(log(exchange.post().route(), failure));
            }
            // Within this call, or by another thread at any time.
            if (dispatcher.isHere() && accepting) {
                answered(exchange, answer, System.nanoTime());
            } else {
                dispatcher.put(this, exchange, answer);
            }
        });
        accepting = false;
        if (exchange.length() > SMALL_BODY_BYTES && !handsOnHeld) {
            // Its rows are in the buffer, or never will be, or its memory is counted by the decoders. So a request that
            // waits for its
            // answer holds no memory.
            BodyMemory.giveLastBack(Objects.requireNonNull(context).channel());
        }
    }

    private static String log(String route, Throwable failure) {
        LimitedLog.Fault fault = log.fault(Level.ERROR, route + ": " + LimitedLog.kindOf(failure));
        fault.line().addKeyValue("route", route).setCause(failure).log("A request could not be worked on");
        return fault.request();
    }

    private void nextTurn() {
        inTurn = 0;
        if (held != null) {
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
        Queue<Object> waiting = held;
        if (waiting != null && !isFull(here)) {
            held = null;
            handsOnHeld = true;
            try {
                for (Object message : waiting) {
                    // It may have to wait again, after a request that needs no framework.
                    channelRead(here, message);
                }
                channelReadComplete(here);
            } catch (Exception e) {
                here.fireExceptionCaught(e);
            } finally {
                handsOnHeld = false;
            }
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) throws Exception {
        settle();
        if (inFramework == 0) {
            // Handlers after this one never ask for more: they do not know what was read.
            readOn(context);
        }
        super.channelReadComplete(context);
    }

    /**
     * Returns true if the framework must get no further request for now. One read may hold a thousand requests, and each answer takes
     * memory until the client reads it.
     */
    private boolean isFull(ChannelHandlerContext here) {
        return inFramework >= MAX_UNANSWERED
                || inTurn >= MAX_IN_TURN
                || !here.channel().isWritable();
    }

    /** Reads on, now or later: a connection whose client does not wait for answers, or does not read them, is not read. */
    private void readOn(ChannelHandlerContext here) {
        pausesReading = held != null
                || unanswered.size() >= MAX_UNANSWERED
                || !here.channel().isWritable()
                || waitsForDecoders(here);
        if (!pausesReading) {
            here.read();
        }
    }

    private boolean waitsForDecoders(ChannelHandlerContext here) {
        if (!waitsForDecoders && receiving != null) {
            waitsForDecoders = bodies.shouldWait(
                    receiving.length(),
                    () -> here.executor().execute(() -> {
                        waitsForDecoders = false;
                        if (!here.isRemoved()) {
                            readOn(here);
                        }
                    }));
        }
        return waitsForDecoders;
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
        boolean interim = message instanceof HttpResponse response
                && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
        if (message instanceof LastHttpContent && !interim && inFramework > 0) {
            inFramework--;
            if (held != null) {
                // Not within a write of the framework.
                context.executor().execute(this::settle);
            }
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
