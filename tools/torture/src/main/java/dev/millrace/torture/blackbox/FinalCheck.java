package dev.millrace.torture.blackbox;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Waits until nothing waits any more, and then holds every report of every node against the model: only one answer is right by then. */
final class FinalCheck {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(90);
    private static final int MOST_IDS = 20;

    private static final int LOOKS = 3;

    /** Three seconds: longer than the time between two measurements. */
    private static final int LOOKS_WITH_BROKERS = 60;

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

    /**
     * Waits until all nodes say that they work and that nothing waits in them; as long as it gets less, however slow the machine is.
     *
     * @return false if they do not come to rest, which is a finding
     */
    boolean awaitQuiet() throws InterruptedException {
        long least = Long.MAX_VALUE;
        long since = System.nanoTime();
        int quiet = 0;
        // What lies in a partition that no node has, because its last one was killed, is in no figure until another
        // gets it.
        int enough = world.setting().brokers() > 0 ? LOOKS_WITH_BROKERS : LOOKS;
        while (quiet < enough) {
            long waiting = waiting();
            quiet = waiting == 0 ? quiet + 1 : 0;
            if (waiting < least) {
                least = waiting;
                since = System.nanoTime();
            } else if (System.nanoTime() - since > PATIENCE_NANOS) {
                world.tally().unexplained("the nodes do not come to rest: %s bytes wait in them".formatted(waiting));
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
        return true;
    }

    /** Returns the pending bytes of all nodes; more than possible while a node does not answer. */
    private long waiting() throws InterruptedException {
        long sum = 0;
        for (Node node : world.nodes()) {
            try {
                OptionalLong waiting = node.waiting();
                if (waiting.isEmpty()) {
                    return Long.MAX_VALUE;
                }
                sum += waiting.getAsLong();
            } catch (IOException notNow) {
                return Long.MAX_VALUE;
            }
        }
        return sum;
    }

    /** Waits until the broker has brought everything; it is a finding if it has not. */
    void awaitPublished() throws InterruptedException {
        Tally unheard = new Tally(() -> 0);
        long until = System.nanoTime() + PATIENCE_NANOS;
        world.sensors().settle();
        Node node = world.nodes().getFirst();
        WindowCheck check = new WindowCheck(world, unheard);
        for (WindowReport report : published) {
            boolean isRight = false;
            while (!isRight) {
                if (System.nanoTime() > until) {
                    world.tally()
                            .unexplained("not all that was published has come: "
                                    + unheard.findings().getLast());
                    return;
                }
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
