package dev.millrace.torture.blackbox;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/** Sends requests about page views and tells the model. */
final class ViewRequests {
    private final World world;
    private final SplittableRandom random;

    ViewRequests(World world, SplittableRandom random) {
        this.world = world;
        this.random = random;
    }

    void post(Identity identity, View view, String ack) throws InterruptedException {
        Action<View> action = identity.beginPost(view);
        Reply reply = send(Call.json("POST", path(identity) + ack), view.json(), 1);
        identity.answered(action, reply);
    }

    /** Posts what was replaced or deleted before. */
    void postWithoutEffect(Identity identity, String ack) throws InterruptedException {
        send(Call.json("POST", path(identity) + ack), identity.posted().json(), 1);
    }

    void postAll(Map<Identity, View> batch, String ack) throws InterruptedException {
        Map<Identity, Action<View>> actions = new LinkedHashMap<>();
        batch.forEach((identity, view) -> actions.put(identity, identity.beginPost(view)));
        String body = batch.entrySet().stream()
                .map(entry -> entry.getValue().json(entry.getKey().id()))
                .collect(Collectors.joining("\n"));
        Reply reply = send(Call.lines("/api/traffic" + ack), body, batch.size());
        actions.forEach((identity, action) -> identity.answered(action, reply));
    }

    void put(Identity identity, View view, String ack) throws InterruptedException {
        edit(identity, Optional.of(view), Call.json("PUT", path(identity) + ack), view.json());
    }

    void delete(Identity identity, String ack) throws InterruptedException {
        edit(identity, Optional.empty(), Call.of("DELETE", path(identity) + ack), "");
    }

    private void edit(Identity identity, Optional<View> view, Call call, String body) throws InterruptedException {
        Action<View> action = identity.beginEdit(view);
        Reply reply = send(call, body, 1);
        world.tally().count(Tally.What.EDITS);
        identity.answered(action, reply);
    }

    private Reply send(Call call, String body, int events) throws InterruptedException {
        Reply reply = world.http().sure(() -> world.anyNode(random), call, body);
        if (reply.isGood() && !reply.body().startsWith("{\"accepted\":%s,".formatted(events))) {
            world.tally().unexplained("%s of %s was answered %s".formatted(call, events, reply.body()));
        }
        world.tally().count(Tally.What.ACKNOWLEDGED, events);
        return reply;
    }

    private static String path(Identity identity) {
        return "/api/traffic/" + identity.id();
    }
}
