package dev.millrace.torture.clickhouse;

import dev.millrace.torture.journal.View;
import dev.millrace.torture.load.LoadPlan;
import dev.millrace.torture.round.Node;
import dev.millrace.torture.round.Round;
import dev.millrace.torture.round.Scenario;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Sends the same events to two services at once, and kills one of them. */
final class TwoNodesScenario implements Scenario {
    private static final int BATCHES = 20;
    private static final int ROWS = 200;

    @Override
    public String name() {
        return "two-nodes";
    }

    @Override
    public String description() {
        return "the same events are sent to two services at the same time, and one of them is killed";
    }

    @Override
    public void run(Round round) throws Exception {
        Node first = round.node();
        Node second = round.addNode(Map.of());
        first.startReady();
        second.startReady();
        round.load().start(LoadPlan.NORMAL, first.url(), second.url());
        Poster poster = new Poster(round);
        try (ExecutorService both = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < BATCHES; i++) {
                List<View> views = views(round, poster);
                Future<?> one = both.submit(() -> {
                    poster.post(first.url(), views, "disk");
                    return null;
                });
                poster.post(second.url(), views, "disk");
                await(one);
                round.struck("batch sent to both at once");
            }
        }
        Node killed = round.random().nextBoolean() ? first : second;
        killed.kill();
        round.struck("kill -9 of one of two");
        round.sleepBetween(0, 300);
        killed.start();
        round.sleepBetween(0, 300);
    }

    private static void await(Future<?> post) throws Exception {
        try {
            post.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw e;
        }
    }

    private static List<View> views(Round round, Poster poster) {
        Instant now = Instant.now();
        List<View> views = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            Instant at = now.minus(Duration.ofMinutes(1 + round.random().nextInt(4000)));
            views.add(poster.view(round.ids().firstUser() + round.random().nextInt(8), "/p" + i % 7, at));
        }
        return views;
    }
}
