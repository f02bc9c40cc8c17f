package dev.millrace.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.rollup.RollupSteps;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What the rollup threads of all nodes do, in single steps at random. */
final class WorldRollups {
    private static final int MOST_STEPS = 9;

    private final World world;

    /** Something that happens in an hour. */
    interface HourAction {
        void run(Instant hour) throws Exception;
    }

    WorldRollups(World world) {
        this.world = world;
    }

    private RollupSteps rollup(Home home) {
        List<Integer> there = new ArrayList<>();
        for (int shard = 0; shard < world.databases().all().size(); shard++) {
            if (world.isThere(shard)) {
                there.add(shard);
            }
        }
        return home.node().rollup(there.get(world.random().nextInt(there.size())));
    }

    /** An event comes into an hour while that is being computed: before its rows are read, after, before its marks are cleared. */
    void race(HourAction event, World.Action check) throws Exception {
        Home home = world.home();
        RollupSteps rollup = rollup(home);
        boolean begun = rollup.begin(world.random());
        world.note("race, begun " + begun);
        List<Instant> underWay = rollup.hoursUnderWay();
        if (underWay.isEmpty()) {
            return;
        }
        int before = world.random().nextInt(MOST_STEPS);
        for (int i = 0; i < before; i++) {
            rollup.stepNewest();
        }
        event.run(underWay.getLast());
        for (Home each : world.homes()) {
            world.drainOf(each);
        }
        check.run();
        int after = world.random().nextInt(MOST_STEPS);
        world.note("%s steps before it, %s after".formatted(before, after));
        for (int i = 0; i < after; i++) {
            rollup.stepNewest();
        }
    }

    /** A part of what the rollup thread of a node does. */
    void rollUp() throws Exception {
        Home home = world.home();
        RollupSteps rollup = rollup(home);
        String node = " on node " + home.number();
        int dice = world.random().nextInt(28);
        if (dice < 6) {
            world.note("raise bound" + node);
            rollup.raiseBound();
        } else if (dice < 14) {
            world.note("begin " + rollup.begin(world.random()) + node);
        } else if (dice < 25) {
            int steps = 1 + world.random().nextInt(4);
            world.note("rollup steps " + steps + node);
            for (int i = 0; i < steps; i++) {
                rollup.step(world.random());
            }
        } else if (dice < 27) {
            world.note("rebuild" + node);
            rollup.beginRebuild(world.times().range());
        } else {
            world.note("finish rollups" + node);
            rollup.finish();
        }
    }

    /** A node begins to rebuild hours, and comes to some point of it. */
    void rebuildInPart() throws Exception {
        RollupSteps rollup = rollup(world.home());
        rollup.beginRebuild(world.times().range());
        int steps = 1 + world.random().nextInt(MOST_STEPS);
        world.note("rebuild, %s steps".formatted(steps));
        for (int i = 0; i < steps; i++) {
            rollup.stepNewest();
        }
    }

    /** Whatever is old enough is sealed. */
    void sealHours() throws Exception {
        world.note("seal hours");
        for (Home home : world.homes()) {
            for (int shard = 0; shard < home.shards(); shard++) {
                home.node().rollup(shard).raiseBound();
                home.node().rollup(shard).finishHours();
            }
        }
    }

    /** When everything that happened is sealed no mark is left. */
    void sealEverything(World.Action check) throws Exception {
        world.advance(Duration.ofHours(8));
        sealHours();
        for (Home home : world.homes()) {
            for (int shard = 0; shard < home.shards(); shard++) {
                home.node().rollup(shard).finish();
            }
        }
        check.run();
        assertThat(world.databases().lines("SELECT count() FROM millrace.%s_mark FINAL".formatted(world.kind())))
                .as("marks that are left")
                .containsOnly("0");
    }
}
