package dev.millrace.torture.blackbox;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Lets actors go on beside each other, each in a thread of its own. */
final class Crew {
    private static final long PATIENCE_MILLIS = TimeUnit.MINUTES.toMillis(4);

    private final World world;
    private final List<Thread> threads = new ArrayList<>();
    private final List<Actor> actors = new ArrayList<>();

    Crew(World world) {
        this.world = world;
    }

    /** Begins with one more. */
    void start(Actor actor) {
        actors.add(actor);
        threads.add(Thread.ofPlatform()
                .name(actor.getClass().getSimpleName())
                .daemon()
                .start(() -> run(actor)));
    }

    private void run(Actor actor) {
        try {
            while (!world.stop().isSet()) {
                actor.act();
            }
        } catch (Exception e) {
            world.tally().unexplained(stackTrace(e));
        }
    }

    /** Waits until each has come to the end of what it was doing; {@link Stop} was set before. */
    void join() throws InterruptedException {
        for (Thread thread : threads) {
            thread.join(PATIENCE_MILLIS);
            if (thread.isAlive()) {
                world.tally().unexplained("%s does not come to an end".formatted(thread.getName()));
                thread.interrupt();
            }
        }
    }

    /** Has each actor do its remaining work. */
    void settle() throws Exception {
        for (Actor actor : actors) {
            actor.settle();
        }
    }

    static String stackTrace(Exception e) {
        StringWriter text = new StringWriter();
        e.printStackTrace(new PrintWriter(text, true));
        return text.toString();
    }
}
