package dev.millrace.simulator.client;

import java.io.IOException;

/** The service was not to be reached for long enough, or answered what no retry will change. */
public final class GaveUpException extends IOException {
    GaveUpException(String message) {
        super(message);
    }
}
