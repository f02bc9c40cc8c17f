package dev.millrace.torture.blackbox;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Waits until nothing waits any more, and then holds every report of every node against the model: only one answer is right by then. */
final class FinalCheck {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(90);
    private static final int MOST_IDS = 20;

    private final World world;
    private final List<WindowReport> windows;
    private final List<WindowReport> published;

    /**
     * Prepares.
     *
     * @param published windows of what was published: they are right when all of it has come
     */
    FinalCheck(World world, List<WindowReport> windows, List<WindowReport> published) {
        this.world = world;
        this.windows = List.copyOf(windows);
        this.published = List.copyOf(published);
    }

    /** Waits until all nodes say that they work and that nothing waits in them. */
    void awaitQuiet() throws InterruptedException {
        long until = System.nanoTime() + PATIENCE_NANOS;
        for (int quiet = 0; quiet < 3; ) {
            quiet = areQuiet() ? quiet + 1 : 0;
            if (System.nanoTime() > until) {
                world.tally().unexplained("the nodes do not come to rest");
                return;
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    private boolean areQuiet() throws InterruptedException {
        for (Node node : world.nodes()) {
            try {
                if (!node.isQuiet()) {
                    return false;
                }
            } catch (IOException notNow) {
                return false;
            }
        }
        return true;
    }

    /** Waits until the broker has brought everything. */
    void awaitPublished() throws InterruptedException {
        Tally unheard = new Tally(() -> 0);
        long until = System.nanoTime() + PATIENCE_NANOS / 2;
        world.sensors().settle();
        Node node = world.nodes().getFirst();
        WindowCheck check = new WindowCheck(world, unheard);
        for (WindowReport report : published) {
            boolean isRight = false;
            while (!isRight && System.nanoTime() < until) {
                long before = unheard.get(Tally.What.WRONG);
                isRight = check.check(node, report) && unheard.get(Tally.What.WRONG) == before;
                TimeUnit.MILLISECONDS.sleep(isRight ? 0 : 100);
            }
        }
    }

    /** Checks everything. */
    void run() throws InterruptedException {
        world.views().settle();
        world.sensors().settle();
        ViewCheck viewCheck = new ViewCheck(world);
        WindowCheck windowCheck = new WindowCheck(world, world.tally());
        boolean areIdsTold = false;
        for (Node node : world.nodes()) {
            if (!node.isAlive()) {
                world.tally().unexplained("node %s has ended by itself".formatted(node.number()));
                continue;
            }
            long wrong = world.tally().get(Tally.What.WRONG);
            for (ViewReport report : new ViewReports(world.times(), world.users()).all()) {
                demand(viewCheck.check(node, report, true), report.path());
            }
            for (WindowReport report : windows) {
                demand(windowCheck.check(node, report), report.path());
            }
            if (world.tally().get(Tally.What.WRONG) > wrong && !areIdsTold) {
                areIdsTold = true;
                world.tally().note("ids that are not as they should be: " + wrongIds(node));
            }
        }
    }

    private void demand(boolean isAnswered, String path) {
        if (isAnswered) {
            world.tally().count(Tally.What.REPORTS_AT_END);
        } else {
            world.tally().unexplained("no answer to %s though everything runs".formatted(path));
        }
    }

    /** Asks for each id where it is. */
    private String wrongIds(Node node) throws InterruptedException {
        long now = System.nanoTime();
        List<String> wrong = new ArrayList<>();
        for (Map.Entry<Long, History<View>> entry : world.views().byId().entrySet()) {
            Reply reply = world.http().once(node, Call.get("/api/traffic/" + entry.getKey()), "");
            Optional<View> right = entry.getValue().between(now, now).values().stream()
                    .filter(view -> !world.views().erasures().isErased(view.user()))
                    .findFirst();
            String events = right.map(view -> "[" + view.json() + "]").orElse("[]");
            if (!reply.body().replaceAll("\\.?0*Z", "Z").contains(events.replaceAll("\\.?0*Z", "Z"))) {
                wrong.add("\n    id %s is %s\n      %s"
                        .formatted(
                                entry.getKey(), reply.body(), entry.getValue().tell(now)));
            }
            if (wrong.size() >= MOST_IDS) {
                break;
            }
        }
        return wrong.stream().collect(Collectors.joining());
    }
}
