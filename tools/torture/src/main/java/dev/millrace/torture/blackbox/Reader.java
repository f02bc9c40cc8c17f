package dev.millrace.torture.blackbox;

import java.util.List;
import java.util.SplittableRandom;

/** Asks for reports all the time, of any node. */
final class Reader implements Actor {
    private final World world;
    private final SplittableRandom random;
    private final ViewReports views;
    private final ViewCheck viewCheck;
    private final WindowCheck windowCheck;
    private final List<String> sensors;
    private final List<WindowReport.Group> facilities;

    Reader(World world, SplittableRandom random, List<String> sensors, List<WindowReport.Group> facilities) {
        this.world = world;
        this.random = random;
        this.views = new ViewReports(world.times(), world.users());
        this.viewCheck = new ViewCheck(world);
        this.windowCheck = new WindowCheck(world, world.tally());
        this.sensors = sensors;
        this.facilities = facilities;
    }

    @Override
    public void act() throws InterruptedException {
        Node node = world.anyNode(random);
        boolean isAnswered = random.nextInt(4) == 0
                ? windowCheck.check(node, WindowReport.any(world.times(), sensors, facilities, random))
                : viewCheck.check(node, views.any(random), false);
        if (isAnswered) {
            world.tally().count(Tally.What.REPORTS_DURING);
            world.pause(random, 0, 20);
        } else {
            world.pause(random, 20, 100);
        }
    }
}
