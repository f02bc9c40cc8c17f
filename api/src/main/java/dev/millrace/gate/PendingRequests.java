package dev.millrace.gate;

import io.netty.handler.codec.http.LastHttpContent;
import java.util.ArrayDeque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The requests of a connection that were let in and are not answered, in their order. Belongs to its event loop. */
final class PendingRequests {
    private final ArrayDeque<AdmittedRequest> inOrder = new ArrayDeque<>();

    /** True after a part of the oldest request's answer, until its end. */
    private boolean isPartAnswered;

    void add(AdmittedRequest admitted) {
        inOrder.add(admitted);
    }

    boolean isEmpty() {
        return inOrder.isEmpty();
    }

    int size() {
        return inOrder.size();
    }

    /** Returns the request that is answered next. */
    @Nullable
    AdmittedRequest oldest() {
        return inOrder.peek();
    }

    @Nullable
    AdmittedRequest newest() {
        return inOrder.peekLast();
    }

    /** Takes back the newest request, so that it can be refused; returns null if it is answered already, whole or in part. */
    @Nullable
    AdmittedRequest takeBack() {
        return isPartAnswered && inOrder.size() == 1 ? null : inOrder.pollLast();
    }

    /**
     * Notes a message of an answer that is not interim.
     *
     * @return the request that is answered with it; null if its answer goes on
     */
    @Nullable
    AdmittedRequest written(Object message) {
        isPartAnswered = !(message instanceof LastHttpContent);
        return isPartAnswered ? null : inOrder.poll();
    }

    /** Forgets all of them, as the connection has ended. */
    void clear(Consumer<AdmittedRequest> forgotten) {
        inOrder.forEach(forgotten);
        inOrder.clear();
    }
}
