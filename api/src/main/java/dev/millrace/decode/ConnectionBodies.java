package dev.millrace.decode;

import dev.millrace.gate.BodyMemory;
import dev.millrace.intake.IntakeAnswer;
import dev.millrace.intake.PostedBody;
import io.netty.channel.Channel;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the bodies of one connection in their order: small ones at once on the event loop; large ones, and all that follow while one of
 * them waits, by {@link DecoderPool}. On the connection's event loop.
 */
public final class ConnectionBodies {
    private static final IntakeAnswer NO_MEMORY =
            new IntakeAnswer.Busy("Too many bodies wait to be decoded at the moment.", Duration.ofSeconds(1));

    private final Channel connection;
    private final DecoderPool decoders;
    private final int inlineBytes;
    private final FairQueue.Line<WaitingBody> line = new FairQueue.Line<>();

    /** The sender of the last large body; null before the first one. */
    private @Nullable Object sender;

    ConnectionBodies(Channel connection, DecoderPool decoders, int inlineBytes) {
        this.connection = connection;
        this.decoders = decoders;
        this.inlineBytes = inlineBytes;
    }

    /**
     * Decodes the body of a request whose end has come, now or later.
     *
     * @param work decodes it and hands its rows to the buffer
     */
    public CompletionStage<IntakeAnswer> accept(PostedBody posted, Supplier<CompletionStage<IntakeAnswer>> work) {
        if (isInline(posted)) {
            return work.get();
        }
        int length = posted.body().length;
        BodyMemory.Kept kept = BodyMemory.keepLast(connection, length);
        if (kept == null) {
            return CompletableFuture.completedFuture(NO_MEMORY);
        }
        sender = kept.sender();
        return decoders.decode(kept.sender(), line, length, kept.giveBack(), work);
    }

    /**
     * Returns true if the rest of a body should not be read yet, because much of the same sender waits to be decoded.
     *
     * @param length of the body
     * @param goOn is run when it may be read, by another thread
     */
    public boolean shouldWait(long length, Runnable goOn) {
        return sender != null && length > inlineBytes && decoders.hasLongBacklog(sender, goOn);
    }

    /** Returns true if no body waits or is being decoded. */
    boolean isIdle() {
        return line.isIdle();
    }

    private boolean isInline(PostedBody next) {
        return next.body().length <= inlineBytes && next.contentEncoding() == null && isIdle();
    }
}
