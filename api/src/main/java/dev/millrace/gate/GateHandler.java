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
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Lets requests in or answers them itself, before their bodies are read. One for each connection, used by its event loop only.
 *
 * <p>A refusal takes its turn: it is written when all earlier requests are answered. The connection goes on if the refused body is small
 * and no earlier request waits. Otherwise the rest of the input is read and thrown away for a while, so that the sender sees the answer,
 * and then the connection ends: closing it with unread bytes would reset it and lose the answer.
 */
final class GateHandler extends ChannelDuplexHandler {
    /** A body up to this size counts as if it had arrived already. */
    private static final int SMALL_BODY_BYTES = 64 << 10;

    private static final int SMALL_PART_BYTES = 1024;

    /** Stands for a request that is answered but has not ended. */
    private static final AdmittedRequest NOBODY = new AdmittedRequest(null, null, 0, 0);

    private static final Duration SURPLUS_HEAD_TIMEOUT = Duration.ofSeconds(2);

    private final Gate gate;
    private final RefusalWriter answers;
    private final GateMetrics metrics;
    private final ConnectionCount connections;
    private final HttpConfig config;
    private final BodyBudget budget;
    private final UnreadAnswers unread;

    /** The requests that were let in and are not answered, in order. */
    private final ArrayDeque<AdmittedRequest> open = new ArrayDeque<>();

    /** True while the body of the last admitted request is incomplete. */
    private boolean receiving;

    /** True while a part of an answer is written. */
    private boolean answering;

    /** The body of the last request, if it did not arrive in one turn and is incomplete. */
    private @Nullable ArrivingBody arriving;

    /** The request whose body was given up, which is the last on this connection. */
    private @Nullable AdmittedRequest givenUp;

    private @Nullable RefusedRequest turned;
    private boolean surplus;
    private SenderTimeouts clock;

    /** The time at which this turn of reading began; 0 if not known yet, or between two turns. */
    private long readNanos;

    private @Nullable ScheduledFuture<?> ticks;

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
        this.clock = new SenderTimeouts(config, config.headTimeout(), System.nanoTime());
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        BodyMemory.install(context.channel(), new Memory(context.channel()));
        ConnectionCount.Place place = connections.opened();
        context.channel().closeFuture().addListener(_ -> connections.closed());
        if (place == ConnectionCount.Place.NONE) {
            metrics.closed("too_many");
            ChannelFuture _ = context.close();
            return;
        }
        if (place == ConnectionCount.Place.SURPLUS) {
            surplus = true;
            clock = new SenderTimeouts(config, SURPLUS_HEAD_TIMEOUT, System.nanoTime());
        }
        ticks = context.executor()
                .scheduleWithFixedDelay(
                        () -> tick(context), clock.tickMillis(), clock.tickMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        if (ticks != null) {
            ticks.cancel(false);
        }
        endBody();
        if (givenUp != null) {
            gate.leave(givenUp);
        }
        open.forEach(gate::leave);
        open.clear();
        unread.end();
        if (turned != null) {
            turned.discard();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        if (turned != null) {
            if (turned.throwAway(message, config.maxBodyBytes())) {
                turned = null;
                clock.enter(Phase.NEXT_HEAD, System.nanoTime());
            }
            return;
        }
        if (message instanceof HttpRequest head) {
            AdmittedRequest admission = letIn(context, head);
            if (admission == null) {
                return;
            }
            open.add(admission);
            receiving = true;
            clock.enter(Phase.BODY, readNanos());
        }
        if (message instanceof HttpContent content && receiving) {
            Refusal refusal = receive(context, content);
            if (refusal != null) {
                ReferenceCountUtil.release(message);
                giveUp(context, refusal, content.decoderResult().isFailure() || message instanceof LastHttpContent);
                return;
            }
            if (message instanceof LastHttpContent) {
                receiving = false;
                endBody();
                clock.enter(open.isEmpty() ? Phase.NEXT_HEAD : Phase.ANSWER, readNanos());
            } else if (content.content().readableBytes() < SMALL_PART_BYTES) {
                // A part of a few bytes would keep the whole buffer that it was read into.
                HttpContent copy = content.replace(Unpooled.copiedBuffer(content.content()));
                ReferenceCountUtil.release(message);
                super.channelRead(context, copy);
                return;
            }
        }
        super.channelRead(context, message);
    }

    /** Null if the body may go on. */
    private @Nullable Refusal receive(ChannelHandlerContext context, HttpContent content) {
        AdmittedRequest last = open.peekLast();
        if (content.decoderResult().isFailure() && !(content instanceof HttpRequest)) {
            metrics.closed("broken_body");
            AdmittedRequest broken = last == null ? NOBODY : last;
            return gate.broken(broken, content.decoderResult().cause());
        }
        // If the request is answered already, later handlers throw away the rest of it.
        return last == null || gate.receive(last, content.content().readableBytes(), context.channel())
                ? null
                : gate.noMemory(last);
    }

    /**
     * Ends a request in the middle of its body: none of its events are stored, its sender gets the refusal in its turn, and the connection
     * answers no later request.
     *
     * @param isEnd true if no more of the body is expected
     */
    private void giveUp(ChannelHandlerContext context, Refusal refusal, boolean isEnd) {
        receiving = false;
        endBody();
        if (open.isEmpty() || (answering && open.size() == 1)) {
            // It is answered already, or in part, and goes on nevertheless.
            ChannelFuture _ = context.close();
            return;
        }
        // Later handlers keep the part that has arrived until the connection ends.
        givenUp = open.removeLast();
        RefusedRequest refused = new RefusedRequest(answers.answer(refusal, (String) null, false), false, isEnd);
        turned = refused;
        if (open.isEmpty()) {
            answer(context, refused);
        }
    }

    /** Registers the body, as it did not arrive in one turn of the event loop. */
    private void watchBody(ChannelHandlerContext context) {
        AdmittedRequest last = open.peekLast();
        if (arriving == null && last != null) {
            arriving = new ArrivingBody(
                    last, clock.sinceNanos(), () -> context.executor().execute(() -> giveUpSlow(context, last)));
            budget.begins(arriving);
        }
    }

    private void giveUpSlow(ChannelHandlerContext context, AdmittedRequest slow) {
        if (arriving != null && arriving.isOf(slow)) {
            metrics.closed("slow_body");
            giveUp(context, gate.noMemory(slow), true);
        }
    }

    private final class Memory implements BodyMemory.Newest {
        private final Channel channel;

        Memory(Channel channel) {
            this.channel = channel;
        }

        @Override
        public void giveBack() {
            AdmittedRequest last = whole();
            if (last != null) {
                gate.leave(last);
            }
        }

        @Override
        public BodyMemory.@Nullable Kept keep(long bytes) {
            AdmittedRequest last = whole();
            return gate.keep(last == null ? NOBODY : last, bytes, channel);
        }

        /** Returns a request that has come whole. If several came at once, the memory may be that of another one; the sum is the same. */
        private @Nullable AdmittedRequest whole() {
            return receiving ? null : open.peekLast();
        }
    }

    private void endBody() {
        if (arriving != null) {
            budget.ends(arriving);
            arriving = null;
        }
    }

    /**
     * Reads the clock once for a turn: many small requests come in one turn, and a look at the clock for each would cost more than the
     * decision.
     */
    private long readNanos() {
        if (readNanos == 0) {
            readNanos = System.nanoTime();
        }
        return readNanos;
    }

    private @Nullable AdmittedRequest letIn(ChannelHandlerContext context, HttpRequest head) {
        if (head.decoderResult().isFailure()) {
            // This is not a request; the framework says what is wrong with it, and ends the connection.
            return new AdmittedRequest(null, null, 0, 0);
        }
        return switch (gate.decide(head, surplus, context.channel())) {
            case Gate.Decision.Admitted(AdmittedRequest admission) -> admission;
            case Gate.Decision.Refused(Refusal refusal) -> {
                refuse(context, head, refusal);
                yield null;
            }
        };
    }

    private void refuse(ChannelHandlerContext context, HttpRequest head, Refusal refusal) {
        metrics.refused(refusal);
        boolean waitsToSend = HttpUtil.is100ContinueExpected(head);
        boolean small =
                !HttpUtil.isTransferEncodingChunked(head) && HttpUtil.getContentLength(head, 0L) <= SMALL_BODY_BYTES;
        boolean keep = small && !waitsToSend && !surplus && open.isEmpty() && HttpUtil.isKeepAlive(head);
        // A sender that waits for "100 Continue" does not send its body now.
        RefusedRequest refused = new RefusedRequest(answers.answer(refusal, head, keep), keep, waitsToSend);
        turned = refused;
        ReferenceCountUtil.release(head);
        if (open.isEmpty()) {
            answer(context, refused);
        }
    }

    private void answer(ChannelHandlerContext context, RefusedRequest refused) {
        clock.enter(Phase.LINGERING_CLOSE, System.nanoTime());
        refused.answer(context);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) throws Exception {
        readNanos = 0;
        if (receiving) {
            watchBody(context);
        }
        if (turned != null) {
            // Later handlers never ask for more: they do not know of the request.
            context.read();
        }
        super.channelReadComplete(context);
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) throws Exception {
        if (turned != null && turned.isAnswered() && open.isEmpty()) {
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
            answer = RateLimitHeaders.in(response, open.peek());
        }
        ChannelPromise written = promise.unvoid();
        super.write(context, answer, written);
        unread.written(context, written);
        answering = !interim && !(message instanceof LastHttpContent);
        if (message instanceof LastHttpContent && !interim && !open.isEmpty()) {
            gate.leave(open.remove());
            if (open.isEmpty()) {
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
        if (turned != null) {
            answer(context, turned);
        } else if (!receiving) {
            clock.enter(Phase.NEXT_HEAD, System.nanoTime());
        }
    }

    private void tick(ChannelHandlerContext context) {
        long now = System.nanoTime();
        if (unread.isStalled(now)) {
            metrics.closed("slow_reader");
            ChannelFuture _ = context.close();
            return;
        }
        if (!clock.isOver(now)) {
            return;
        }
        switch (clock.phase()) {
            case FIRST_HEAD -> {
                metrics.closed("slow_head");
                ChannelFuture _ = context.close();
            }
            case BODY -> tooSlow(context, now);
            case ANSWER, NEXT_HEAD, LINGERING_CLOSE -> {
                ChannelFuture _ = context.close();
            }
        }
    }

    private void tooSlow(ChannelHandlerContext context, long now) {
        if (open.size() > 1) {
            // It is not read while earlier requests wait for their answers.
            clock.enter(Phase.BODY, now);
            return;
        }
        metrics.closed("slow_body");
        AdmittedRequest slow = open.peekLast();
        giveUp(context, gate.tooSlow(slow == null ? NOBODY : slow), true);
    }
}
