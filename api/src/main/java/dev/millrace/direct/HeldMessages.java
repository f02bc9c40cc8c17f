package dev.millrace.direct;

import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** The messages of a request that has to wait, and of all requests behind it. Belongs to the connection's event loop. */
final class HeldMessages {
    /** Takes messages that do not have to wait any more. */
    interface Receiver {
        void take(Object message) throws Exception;
    }

    private @Nullable Queue<Object> waiting;
    private boolean isPassingOn;

    boolean isEmpty() {
        return waiting == null;
    }

    /** Adds the head of a request that has to wait, or a message behind it. */
    void add(Object message) {
        if (waiting == null) {
            waiting = new ArrayDeque<>();
        }
        waiting.add(message);
    }

    /** Passes all on that wait now. The receiver may add some of them again. */
    void passOn(Receiver receiver) throws Exception {
        Queue<Object> all = waiting;
        if (all == null) {
            return;
        }
        waiting = null;
        isPassingOn = true;
        try {
            for (Object message : all) {
                receiver.take(message);
            }
        } finally {
            isPassingOn = false;
        }
    }

    /** Returns true while messages are passed on: newer requests may have come since they arrived. */
    boolean isPassingOn() {
        return isPassingOn;
    }

    /** Lets go of all of them. */
    void release() {
        if (waiting != null) {
            waiting.forEach(ReferenceCountUtil::release);
            waiting = null;
        }
    }
}
