package dev.millrace.direct;

import dev.millrace.decode.ConnectionBodies;
import dev.millrace.gate.BodyAllocation;
import dev.millrace.intake.AckLevel;
import dev.millrace.intake.IntakeAnswer;
import dev.millrace.intake.PostedBody;
import dev.millrace.intake.http.EventPost;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.FullHttpResponse;
import java.util.Arrays;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A request and its answer. Belongs to its connection's event loop. */
final class Exchange {
    private static final byte[] EMPTY = {};

    private final EventPost post;
    private final AckLevel wanted;
    private final @Nullable String contentEncoding;
    private final @Nullable String userAgent;
    private final @Nullable String origin;
    private final @Nullable String sender;
    private final long begunNanos = System.nanoTime();
    private final int length;
    private byte[] body = EMPTY;
    private int received;
    private @Nullable FullHttpResponse response;

    /** The id under which the log has the failure; empty if there is none. Set before the answer is handed over. */
    private String failure = "";

    /**
     * @param length of the body; memory is allocated as it arrives, and was counted by the gate
     * @param origin the origin whose pages may read the answer; null if no page asked
     * @param sender whose events are charged to a quota; null if they are not limited
     */
    Exchange(
            EventPost post,
            AckLevel wanted,
            int length,
            @Nullable String contentEncoding,
            @Nullable String userAgent,
            @Nullable String origin,
            @Nullable String sender) {
        this.post = post;
        this.wanted = wanted;
        this.contentEncoding = contentEncoding;
        this.userAgent = userAgent;
        this.origin = origin;
        this.sender = sender;
        this.length = length;
    }

    /** A part of the body. */
    void receive(ByteBuf part) {
        int more = part.readableBytes();
        if (body.length - received < more) {
            body = Arrays.copyOf(body, (int) BodyAllocation.needed(body.length, received + more, length));
        }
        part.readBytes(body, received, more);
        received += more;
    }

    /** The length of its body. */
    int length() {
        return length;
    }

    /** Hands the whole body over. Once. */
    CompletionStage<IntakeAnswer> accept(ConnectionBodies bodies) {
        PostedBody posted = new PostedBody(body, contentEncoding, userAgent);
        body = EMPTY;
        return bodies.accept(posted, () -> post.accept(posted, wanted));
    }

    EventPost post() {
        return post;
    }

    @Nullable
    String origin() {
        return origin;
    }

    @Nullable
    String sender() {
        return sender;
    }

    long begunNanos() {
        return begunNanos;
    }

    void failed(String request) {
        failure = request;
    }

    String failure() {
        return failure;
    }

    void answer(FullHttpResponse answer) {
        response = answer;
    }

    /** Null if it is not known yet. */
    @Nullable
    FullHttpResponse response() {
        return response;
    }
}
