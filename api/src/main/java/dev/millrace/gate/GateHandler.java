package dev.millrace.gate;

import dev.millrace.gate.SenderTimeouts.Phase;
import dev.millrace.http.StandardHeaders;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/**
 * Lets requests in or answers them itself, before their bodies are read. One for each connection, used by its event loop only.
 *
 * <p>A refusal takes its turn: it is written when all earlier requests are answered. The connection goes on if the refused body is small
 * and no earlier request waits. Otherwise the rest of the input is read and thrown away for a while, so that the sender sees the answer,
 * and then the connection ends: closing it with unread bytes would reset it and lose the answer.
 */
final class GateHandler extends ChannelDuplexHandler {
    /** A part below this size is copied out of the buffer that it was read into. */
    private static final int SMALL_PART_BYTES = 1024;

    private final Gate gate;
    private final RefusalWriter answers;
    private final GateMetrics metrics;
    private final ConnectionCount connections;
    private final HttpConfig config;
    private final BodyBudget budget;
    private final UnreadAnswers unread;
    private final LastCredential lastCredential = new LastCredential();
    private final PendingRequests pending = new PendingRequests();
    private Input input = Input.NEXT_HEAD;
    private SenderTimeouts timeouts;

    /** True if the connection is above the limit. */
    private boolean surplus;

    GateHandler(
            Gate gate,
            RefusalWriter answers,
            GateMetrics metrics,
            ConnectionCount connections,
            HttpConfig config,
            BodyBudget budget,
            ConnectionMemory unread) {
        this.gate = gate;
        this.answers = answers;
        this.metrics = metrics;
        this.connections = connections;
        this.config = config;
        this.budget = budget;
        this.unread = new UnreadAnswers(unread, config.unreadTimeout());
        this.timeouts = new SenderTimeouts(config);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        BodyMemory.install(
                context.channel(),
                new NewestBody(
                        gate, context.channel(), () -> input instanceof ReceivingBody ? null : pending.newest()));
        ConnectionCount.Place place = connections.opened();
        context.channel().closeFuture().addListener(_ -> connections.closed());
        if (place == ConnectionCount.Place.NONE) {
            metrics.closed("too_many");
            ChannelFuture _ = context.close();
            return;
        }
        surplus = place == ConnectionCount.Place.SURPLUS;
        if (surplus) {
            timeouts = SenderTimeouts.ofSurplus(config);
        }
        timeouts.check(context.executor(), () -> tick(context));
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        timeouts.end();
        switch (input) {
            case ReceivingBody body -> body.end(budget);
            case RefusedRequest refused -> refused.discard(gate);
            case Input.NextHead _ -> {}
        }
        pending.clear(gate::leave);
        unread.end();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        if (input instanceof RefusedRequest refused) {
            if (refused.throwAway(message, config.maxBodyBytes())) {
                input = Input.NEXT_HEAD;
                timeouts.enter(Phase.NEXT_HEAD);
            }
            return;
        }
        if (message instanceof HttpRequest head && !letIn(context, head)) {
            return;
        }
        if (message instanceof HttpContent content && input instanceof ReceivingBody body) {
            receive(context, body, content);
        } else {
            super.channelRead(context, message);
        }
    }

    private void receive(ChannelHandlerContext context, ReceivingBody body, HttpContent content) {
        Refusal refusal = check(body, content, context.channel());
        if (refusal != null) {
            boolean isEnd = content.decoderResult().isFailure() || content instanceof LastHttpContent;
            ReferenceCountUtil.release(content);
            giveUp(context, body, refusal, isEnd);
            return;
        }
        HttpContent passed = content;
        if (content instanceof LastHttpContent) {
            body.end(budget);
            input = Input.NEXT_HEAD;
            timeouts.enterInTurn(pending.isEmpty() ? Phase.NEXT_HEAD : Phase.ANSWER);
        } else if (content.content().readableBytes() < SMALL_PART_BYTES) {
            // A part of a few bytes would keep the whole buffer that it was read into.
            passed = content.replace(Unpooled.copiedBuffer(content.content()));
            ReferenceCountUtil.release(content);
        }
        context.fireChannelRead(passed);
    }

    /** Counts a part of a body; returns null if the body may go on. */
    private @Nullable Refusal check(ReceivingBody body, HttpContent content, Channel channel) {
        if (content.decoderResult().isFailure() && !(content instanceof HttpRequest)) {
            metrics.closed("broken_body");
            return gate.broken(body.request(), content.decoderResult().cause());
        }
        // If the request is answered already, later handlers throw away the rest of it.
        return pending.isEmpty()
                        || gate.receive(body.request(), content.content().readableBytes(), channel)
                ? null
                : gate.noMemory(body.request());
    }

    /**
     * Ends a request in the middle of its body: none of its events are stored, its sender gets the refusal in its turn, and the connection
     * answers no later request.
     *
     * @param isEnd true if no more of the body is expected
     */
    private void giveUp(ChannelHandlerContext context, ReceivingBody body, Refusal refusal, boolean isEnd) {
        body.end(budget);
        AdmittedRequest givenUp = pending.takeBack();
        if (givenUp == null) {
            // It is answered already, or in part, and goes on nevertheless.
            input = Input.NEXT_HEAD;
            ChannelFuture _ = context.close();
            return;
        }
        turnAway(context, RefusedRequest.inItsBody(answers.answer(refusal, (String) null, false), isEnd, givenUp));
    }

    private void turnAway(ChannelHandlerContext context, RefusedRequest refused) {
        input = refused;
        if (pending.isEmpty()) {
            answer(context, refused);
        }
    }

    /** Registers a body that did not arrive in one turn of the event loop, unless it is answered already. */
    private void watch(ChannelHandlerContext context, ReceivingBody body) {
        if (!body.isRegistered() && !pending.isEmpty()) {
            body.register(
                    budget, timeouts.sinceNanos(), () -> context.executor().execute(() -> giveUpSlow(context, body)));
        }
    }

    private void giveUpSlow(ChannelHandlerContext context, ReceivingBody slow) {
        if (input == slow) {
            metrics.closed("slow_body");
            giveUp(context, slow, gate.noMemory(slow.request()), true);
        }
    }

    /** Returns false if the request is refused. */
    private boolean letIn(ChannelHandlerContext context, HttpRequest head) {
        return switch (gate.decide(head, surplus, context.channel(), lastCredential)) {
            case Gate.Decision.Admitted(AdmittedRequest admitted) -> {
                pending.add(admitted);
                input = new ReceivingBody(admitted);
                timeouts.enterInTurn(Phase.BODY);
                yield true;
            }
            case Gate.Decision.Refused(Refusal refusal) -> {
                refuse(context, head, refusal);
                yield false;
            }
        };
    }

    private void refuse(ChannelHandlerContext context, HttpRequest head, Refusal refusal) {
        metrics.refused(refusal);
        boolean mayGoOn = !surplus && pending.isEmpty();
        RefusedRequest refused = RefusedRequest.byHead(head, refusal, answers, mayGoOn);
        ReferenceCountUtil.release(head);
        turnAway(context, refused);
    }

    private void answer(ChannelHandlerContext context, RefusedRequest refused) {
        timeouts.enter(Phase.LINGERING_CLOSE);
        refused.answer(context);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) throws Exception {
        timeouts.endTurn();
        switch (input) {
            case ReceivingBody body -> watch(context, body);
            // Later handlers never ask for more: they do not know of the request.
            case RefusedRequest _ -> context.read();
            case Input.NextHead _ -> {}
        }
        super.channelReadComplete(context);
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) throws Exception {
        if (input instanceof RefusedRequest refused && refused.isAnswered() && pending.isEmpty()) {
            // The connection ends with the answer that was given here, or this belongs to no admitted request.
            ReferenceCountUtil.release(message);
            promise.tryFailure(new ClosedChannelException());
            return;
        }
        boolean interim = message instanceof HttpResponse response
                && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
        Object answer = message;
        if (message instanceof HttpResponse response && !interim) {
            StandardHeaders.in(response.headers());
            answer = RateLimitHeaders.in(response, pending.oldest());
        }
        ChannelPromise written = promise.unvoid();
        super.write(context, answer, written);
        unread.written(context, written);
        AdmittedRequest answered = interim ? null : pending.written(message);
        if (answered != null) {
            gate.leave(answered);
            if (pending.isEmpty()) {
                allAnswered(context);
            }
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) throws Exception {
        unread.writabilityChanged(context);
        super.channelWritabilityChanged(context);
    }

    private void allAnswered(ChannelHandlerContext context) {
        switch (input) {
            case RefusedRequest refused -> answer(context, refused);
            case Input.NextHead _ -> timeouts.enter(Phase.NEXT_HEAD);
            case ReceivingBody _ -> {}
        }
    }

    private void tick(ChannelHandlerContext context) {
        if (unread.isStalled()) {
            metrics.closed("slow_reader");
            ChannelFuture _ = context.close();
            return;
        }
        if (!timeouts.isOver()) {
            return;
        }
        if (timeouts.phase() == Phase.BODY) {
            tooSlow(context);
            return;
        }
        if (timeouts.phase() == Phase.FIRST_HEAD) {
            metrics.closed("slow_head");
        }
        ChannelFuture _ = context.close();
    }

    private void tooSlow(ChannelHandlerContext context) {
        if (pending.size() > 1) {
            // It is not read while earlier requests wait for their answers.
            timeouts.enter(Phase.BODY);
        } else if (input instanceof ReceivingBody slow) {
            metrics.closed("slow_body");
            giveUp(context, slow, gate.tooSlow(slow.request()), true);
        }
    }
}
