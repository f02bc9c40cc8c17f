package dev.millrace.torture.blackbox;

import java.util.SplittableRandom;

/** Rebuilds rollups, and replays archived events: neither may change reports. */
final class Rebuilder implements Actor {
    private final World world;
    private final SplittableRandom random;

    Rebuilder(World world, SplittableRandom random) {
        this.world = world;
        this.random = random;
    }

    @Override
    public void act() throws InterruptedException {
        world.pause(random, 200, 1200);
        if (world.stop().isSet()) {
            return;
        }
        long from = random.nextLong(world.times().first(), world.times().end() - 1);
        long to = random.nextLong(from + 1, world.times().end());
        String rollup = random.nextInt(3) == 0 ? "sensor_reading" : "traffic";
        boolean isReplay = random.nextInt(8) == 0;
        String path = isReplay
                ? "/api/replays?kind=%s&from=2026-01-01T00:00:00Z&to=2100-01-01T00:00:00Z".formatted(rollup)
                : "/api/rollups/%s/rebuild?%s".formatted(rollup, Times.range(from, to));
        Reply reply = world.http().once(world.anyNode(random), Call.of("POST", path), "");
        if (reply.status() == 202) {
            world.tally().count(isReplay ? Tally.What.REPLAYS : Tally.What.REBUILDS);
        } else if (!reply.isLater() && reply.status() != 409) {
            // 409: one is under way.
            world.tally().unexplained("POST %s was answered %s: %s".formatted(path, reply.status(), reply.body()));
        }
    }
}
