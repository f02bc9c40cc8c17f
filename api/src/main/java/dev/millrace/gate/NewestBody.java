package dev.millrace.gate;

import io.netty.channel.Channel;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The memory of a connection's newest request. If several came at once, it may be that of another one; the sum is the same. */
final class NewestBody implements BodyMemory.Newest {
    private final Gate gate;
    private final Channel channel;
    private final Supplier<@Nullable AdmittedRequest> whole;

    /** @param whole gives the newest request; null if its body is incomplete, or it is answered */
    NewestBody(Gate gate, Channel channel, Supplier<@Nullable AdmittedRequest> whole) {
        this.gate = gate;
        this.channel = channel;
        this.whole = whole;
    }

    @Override
    public void giveBack() {
        AdmittedRequest newest = whole.get();
        if (newest != null) {
            gate.leave(newest);
        }
    }

    @Override
    public BodyMemory.@Nullable Kept keep(long bytes) {
        AdmittedRequest newest = whole.get();
        return gate.keep(newest == null ? AdmittedRequest.UNKNOWN : newest, bytes, channel);
    }
}
