package dev.millrace.gate;

import dev.millrace.gate.SenderClock.Phase;
import dev.millrace.http.NoSniff;
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
 * and nobody waits in front; otherwise what follows is read and thrown away for a while, so that the sender gets to see the answer (closing
 * with unread bytes would reset the connection, and the answer with it), and then the connection ends.
 */
final class GateHandler extends ChannelDuplexHandler {
    /** A body that is so small is as good as here already. */
    private static final int SMALL_BODY_BYTES = 64 << 10;

    private static final Duration SURPLUS_HEAD_TIMEOUT = Duration.ofSeconds(2);

    private final Gate gate;
    private final Answers answers;
    private final GateMetrics metrics;
    private final Connections connections;
    private final HttpConfig config;

    /** Those that were let in and are not answered, in order. */
    private final ArrayDeque<Admission> open = new ArrayDeque<>();

    /** True while the body of the last one that was let in goes on. */
    private boolean receiving;

    /** True while a part of an answer is written. */
    private boolean answering;

    private @Nullable TurnedAway turned;
    private boolean surplus;
    private SenderClock clock;

    /** The time at which this turn of reading began; 0 if it is not known yet, or between two turns. */
    private long readNanos;

    private @Nullable ScheduledFuture<?> ticks;

    GateHandler(Gate gate, Answers answers, GateMetrics metrics, Connections connections, HttpConfig config) {
        this.gate = gate;
        this.answers = answers;
        this.metrics = metrics;
        this.connections = connections;
        this.config = config;
        this.clock = new SenderClock(config, config.headTimeout(), System.nanoTime());
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        Connections.Place place = connections.opened();
        context.channel().closeFuture().addListener(_ -> connections.closed());
        if (place == Connections.Place.NONE) {
            metrics.closed("too_many");
            ChannelFuture _ = context.close();
            return;
        }
        if (place == Connections.Place.SURPLUS) {
            surplus = true;
            clock = new SenderClock(config, SURPLUS_HEAD_TIMEOUT, System.nanoTime());
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
        open.forEach(gate::leave);
        open.clear();
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
            Admission admission = letIn(context, head);
            if (admission == null) {
                return;
            }
            open.add(admission);
            receiving = true;
            clock.enter(Phase.BODY, readNanos());
        }
        if (message instanceof HttpContent content && receiving) {
            Admission last = open.peekLast();
            if (last != null) {
                last.received(content.content().readableBytes());
            }
            if (message instanceof LastHttpContent) {
                receiving = false;
                clock.enter(open.isEmpty() ? Phase.NEXT_HEAD : Phase.ANSWER, readNanos());
            }
        }
        super.channelRead(context, message);
    }

    /** Many small requests come in one turn; looking at the clock for each of them would cost more than deciding about it. */
    private long readNanos() {
        if (readNanos == 0) {
            readNanos = System.nanoTime();
        }
        return readNanos;
    }

    private @Nullable Admission letIn(ChannelHandlerContext context, HttpRequest head) {
        if (head.decoderResult().isFailure()) {
            // It is no request; the framework says what is wrong with it, and ends the connection.
            return new Admission(null, 0, 0);
        }
        return switch (gate.decide(head, surplus)) {
            case Gate.Decision.Admitted(Admission admission) -> admission;
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
        TurnedAway refused = new TurnedAway(answers.answer(refusal, head, keep), keep, waitsToSend);
        turned = refused;
        ReferenceCountUtil.release(head);
        if (open.isEmpty()) {
            answer(context, refused);
        }
    }

    private void answer(ChannelHandlerContext context, TurnedAway refused) {
        clock.enter(Phase.LINGER, System.nanoTime());
        refused.answer(context);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) throws Exception {
        readNanos = 0;
        if (turned != null) {
            // Nobody behind this handler asks for more: they do not know of the request.
            context.read();
        }
        super.channelReadComplete(context);
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) throws Exception {
        if (turned != null && turned.isAnswered() && open.isEmpty()) {
            // The connection ends with the answer that was given here, or this belongs to nothing that was let in.
            ReferenceCountUtil.release(message);
            promise.tryFailure(new ClosedChannelException());
            return;
        }
        boolean interim = message instanceof HttpResponse response
                && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
        if (message instanceof HttpResponse response && !interim) {
            NoSniff.in(response.headers());
        }
        super.write(context, message, promise);
        answering = !interim && !(message instanceof LastHttpContent);
        if (message instanceof LastHttpContent && !interim && !open.isEmpty()) {
            gate.leave(open.remove());
            if (open.isEmpty()) {
                allAnswered(context);
            }
        }
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
        if (!clock.isOver(now)) {
            return;
        }
        switch (clock.phase()) {
            case FIRST_HEAD -> {
                metrics.closed("slow_head");
                ChannelFuture _ = context.close();
            }
            case BODY -> tooSlow(context, now);
            case ANSWER, NEXT_HEAD, LINGER -> {
                ChannelFuture _ = context.close();
            }
        }
    }

    private void tooSlow(ChannelHandlerContext context, long now) {
        if (open.size() > 1) {
            // It is not read as long as earlier ones wait for their answers.
            clock.enter(Phase.BODY, now);
            return;
        }
        metrics.closed("slow_body");
        Admission slow = answering ? null : open.poll();
        if (slow == null) {
            // It is answered already, or half, and goes on all the same.
            ChannelFuture _ = context.close();
            return;
        }
        gate.leave(slow);
        Refusal refusal = gate.tooSlow(slow);
        TurnedAway refused = new TurnedAway(answers.answer(refusal, (String) null, false), false, true);
        turned = refused;
        answer(context, refused);
    }
}
