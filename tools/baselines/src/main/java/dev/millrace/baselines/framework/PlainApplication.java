package dev.millrace.baselines.framework;

import io.micronaut.runtime.Micronaut;

/** Starts the controllers of this package; properties of the JVM say where it listens, on which transport, and where ClickHouse is. */
public final class PlainApplication {
    private PlainApplication() {}

    static void main(String[] args) {
        Micronaut.build(args).mainClass(PlainApplication.class).banner(false).start();
    }
}
