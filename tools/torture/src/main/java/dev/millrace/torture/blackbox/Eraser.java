package dev.millrace.torture.blackbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/** Erases some users, now and then, and waits for each until it is said to be done. */
final class Eraser implements Actor {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int USERS = 3;
    private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(5);

    private final World world;
    private final SplittableRandom random;
    private final Deque<Long> left = new ArrayDeque<>();
    private long waitingFor = -1;
    private String erasure = "";

    Eraser(World world, SplittableRandom random) {
        this.world = world;
        this.random = random;
        for (int i = 0; i < USERS; i++) {
            left.add(world.users().get(i));
        }
    }

    @Override
    public void act() throws InterruptedException, JsonProcessingException {
        if (waitingFor >= 0) {
            world.pause(random, 50, 200);
            lookWhetherDone();
            return;
        }
        world.pause(random, 2000, 7000);
        Long user = left.poll();
        if (user == null || world.stop().isSet()) {
            return;
        }
        world.views().erasures().begin(user);
        Reply reply = world.http().sure(() -> world.anyNode(random), Call.of("DELETE", "/api/users/" + user), "");
        world.tally().count(Tally.What.ERASURES);
        erasure = JSON.readTree(reply.body()).path("id").asText();
        waitingFor = user;
    }

    private void lookWhetherDone() throws InterruptedException, JsonProcessingException {
        Reply reply = world.http().once(world.anyNode(random), Call.get("/api/erasures/" + erasure), "");
        if (reply.status() != 200) {
            return;
        }
        JsonNode state = JSON.readTree(reply.body());
        if (state.path("state").asText().equals("done")) {
            world.views().erasures().done(waitingFor);
            waitingFor = -1;
        }
    }

    @Override
    public void settle() throws InterruptedException, JsonProcessingException {
        long until = System.nanoTime() + PATIENCE_NANOS;
        while (waitingFor >= 0) {
            if (System.nanoTime() > until) {
                world.tally().unexplained("the erasure of user %s is not done".formatted(waitingFor));
                return;
            }
            TimeUnit.MILLISECONDS.sleep(50);
            lookWhetherDone();
        }
    }
}
