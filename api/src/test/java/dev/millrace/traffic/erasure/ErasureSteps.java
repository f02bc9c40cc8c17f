package dev.millrace.traffic.erasure;

import io.micronaut.context.ApplicationContext;
import java.io.IOException;

/** What the eraser's thread does, when a test says so. */
public final class ErasureSteps {
    private final Erasures erasures;
    private final Erasing erasing;

    /** The parts of a service whose eraser was not started. */
    public ErasureSteps(ApplicationContext context) {
        this.erasures = context.getBean(Erasures.class);
        this.erasing = context.getBean(Erasing.class);
    }

    /** Erases who is to be erased. Waits until others have computed marked hours anew. */
    public Void eraseAll() throws IOException, InterruptedException {
        erasing.erase(erasures.running());
        return null;
    }
}
