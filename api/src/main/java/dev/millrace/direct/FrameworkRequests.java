package dev.millrace.direct;

import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;

/**
 * Counts the requests of a connection that the framework has. One read may hold a thousand requests, and each answer takes memory until the
 * client reads it: so the framework gets few at a time. Belongs to the connection's event loop.
 */
final class FrameworkRequests {
    /** Most requests of one connection that go to the framework in one turn of the event loop. */
    private static final int MAX_IN_TURN = 16;

    private int unanswered;
    private int inTurn;

    /** Counts a request; returns true if it is the first in this turn. */
    boolean begin() {
        unanswered++;
        return inTurn++ == 0;
    }

    void nextTurn() {
        inTurn = 0;
    }

    boolean isEmpty() {
        return unanswered == 0;
    }

    boolean isFull() {
        return unanswered >= DirectHandler.MAX_UNANSWERED || inTurn >= MAX_IN_TURN;
    }

    /** Notes a message of an answer; returns true if the framework's answer to a request ends with it. */
    boolean written(Object message) {
        boolean isInterim = message instanceof HttpResponse response
                && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
        if (isInterim || unanswered == 0 || !(message instanceof LastHttpContent)) {
            return false;
        }
        unanswered--;
        return true;
    }
}
