package dev.millrace.torture.blackbox;

import dev.millrace.broker.kafka.KafkaBroker;
import dev.millrace.processes.Database;
import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/** Kills nodes, ClickHouse and Kafka brokers, starts them again, and lets nodes and brokers stand still for a moment. */
final class Breaker implements Actor {
    private static final long MOST_REST_MILLIS = 10_000;

    private final World world;
    private final SplittableRandom random;
    private long lastNanos;

    Breaker(World world, SplittableRandom random) {
        this.world = world;
        this.random = random;
    }

    @Override
    public void act() throws IOException, InterruptedException {
        world.pause(random, 1500, 4500);
        // On a busy machine a start takes its time; something has to happen between two of them.
        world.pause(random, 0, (int) Math.min(TimeUnit.NANOSECONDS.toMillis(lastNanos), MOST_REST_MILLIS));
        if (world.stop().isSet()) {
            return;
        }
        long began = System.nanoTime();
        breakSomething();
        lastNanos = System.nanoTime() - began;
    }

    private void breakSomething() throws IOException, InterruptedException {
        List<KafkaBroker> brokers = world.servers().kafka();
        if (!brokers.isEmpty() && random.nextInt(3) == 0) {
            int number = random.nextInt(brokers.size());
            breakBroker(number, brokers.get(number));
            return;
        }
        int dice = random.nextInt(10);
        if (dice < 5) {
            killNode(world.anyNode(random));
        } else if (dice < 8) {
            List<Database> databases = world.servers().databases();
            killDatabase(random.nextInt(databases.size()));
        } else {
            pauseNode(world.anyNode(random));
        }
    }

    private void killNode(Node node) throws IOException, InterruptedException {
        node.kill();
        world.tally().count(Tally.What.KILLS);
        world.log().event("node %s killed".formatted(node.number()));
        world.pause(random, 0, 1000);
        node.startAgain();
        world.log().event("node %s answers again".formatted(node.number()));
    }

    private void killDatabase(int number) throws IOException, InterruptedException {
        Database database = world.servers().databases().get(number);
        database.kill();
        world.tally().count(Tally.What.KILLS);
        world.log().event("ClickHouse %s killed".formatted(number + 1));
        world.pause(random, 0, 2000);
        database.startAgain();
        world.log().event("ClickHouse %s answers again".formatted(number + 1));
    }

    private void breakBroker(int number, KafkaBroker broker) throws IOException, InterruptedException {
        if (random.nextBoolean()) {
            broker.kill();
            world.tally().count(Tally.What.KILLS);
            world.log().event("broker %s killed".formatted(number + 1));
            world.pause(random, 0, 3000);
            broker.startAgain();
        } else {
            broker.freeze();
            world.tally().count(Tally.What.PAUSES);
            world.log().event("broker %s stands still".formatted(number + 1));
            try {
                world.pause(random, 100, 5000);
            } finally {
                broker.resume();
            }
        }
        world.log().event("broker %s goes on".formatted(number + 1));
    }

    private void pauseNode(Node node) throws IOException, InterruptedException {
        node.pause();
        world.tally().count(Tally.What.PAUSES);
        world.log().event("node %s stands still".formatted(node.number()));
        try {
            world.pause(random, 100, 1500);
        } finally {
            node.resume();
        }
        world.log().event("node %s goes on".formatted(node.number()));
    }
}
