package dev.millrace.oracle;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/** Sends page views, updates and deletions to any node, and tells the model. */
final class ViewSender {
    private static final int IDS = 6;
    private static final String[] PAGES = {"/a", "/b", "/c"};

    private final World world;
    private final Model model;
    private final ViewFacts facts;
    private final StoredAnswers stored;
    private final List<Long> users;
    private final SplittableRandom random;
    private final List<Model.Key> posted = new ArrayList<>();

    /** Ids whose edits may still wait in the buffer of a node. */
    private final Map<Home, Set<Long>> waitingEdits = new HashMap<>();

    ViewSender(World world, Model model, ViewFacts facts, StoredAnswers stored, List<Long> users) {
        this.world = world;
        this.model = model;
        this.facts = facts;
        this.stored = stored;
        this.users = users;
        this.random = world.random();
    }

    /** One that was sent before, or that never was. */
    Model.Key anyKey() {
        return posted.isEmpty() || random.nextBoolean()
                ? randomKey(world.times().time())
                : posted.get(random.nextInt(posted.size()));
    }

    void send(int dice) throws Exception {
        if (dice < 14) {
            post(randomKey(world.times().time()), randomPage());
        } else if (dice < 16) {
            postSeveral();
        } else if (dice < 25) {
            postAgain();
        } else if (dice < 31) {
            put();
        } else {
            delete(1L + random.nextInt(IDS));
        }
    }

    void post(Model.Key key, String page) throws Exception {
        Home home = world.home();
        if (isRepeatWhileEditWaits(key, home)) {
            return;
        }
        world.tick();
        world.note("post %s %s to node %s".formatted(key, page, home.number()));
        String path = "/api/traffic/" + key.id();
        if (random.nextInt(4) == 0) {
            stored.send(home, path, body(key, page), List.of(key));
        } else {
            home.node().send("POST", path, body(key, page));
        }
        accepted(key, page);
    }

    /** In one request, of any shards, whose sender waits until all are stored. */
    void postSeveral() throws Exception {
        Home home = world.home();
        List<Model.Key> keys = new ArrayList<>();
        List<String> bodies = new ArrayList<>();
        for (int i = 2 + random.nextInt(3); i > 0; i--) {
            Model.Key key = randomKey(world.times().time());
            if (isRepeatWhileEditWaits(key, home)) {
                continue;
            }
            String page = randomPage();
            keys.add(key);
            bodies.add(
                    "{\"request_id\":%s,%s".formatted(key.id(), body(key, page).substring(1)));
            accepted(key, page);
        }
        if (keys.isEmpty()) {
            return;
        }
        world.tick();
        world.note("post %s to node %s".formatted(bodies, home.number()));
        stored.send(home, "/api/traffic", bodies.toString(), keys);
        world.tick(); // each event has a tick of its own, and nothing that follows may seem to be older
    }

    private void accepted(Model.Key key, String page) {
        model.post(key, page);
        posted.add(key);
        world.wants(key.time());
    }

    /** The same event again: a retry, or a newer version of its page. */
    void postAgain() throws Exception {
        if (!posted.isEmpty()) {
            post(posted.get(random.nextInt(posted.size())), randomPage());
        }
    }

    void put() throws Exception {
        Model.Key key = randomKey(world.times().time());
        if (!posted.isEmpty() && random.nextBoolean()) {
            // What exists keeps its user, or its time, or both.
            Model.Key old = posted.get(random.nextInt(posted.size()));
            key = new Model.Key(
                    old.id(),
                    random.nextBoolean() ? old.user() : key.user(),
                    random.nextBoolean() ? old.time() : key.time());
        }
        put(key);
    }

    void put(Model.Key key) throws Exception {
        Home home = world.home();
        String page = randomPage();
        world.tick();
        world.note("put %s %s to node %s".formatted(key, page, home.number()));
        home.node().send("PUT", "/api/traffic/" + key.id(), body(key, page));
        model.put(key, page);
        editWaits(key.id(), home);
        facts.put(key);
        posted.add(key);
        world.wants(key.time());
    }

    void delete(long id) throws Exception {
        Home home = world.home();
        world.tick();
        world.note("delete %s on node %s".formatted(id, home.number()));
        home.node().send("DELETE", "/api/traffic/" + id, "");
        model.delete(id);
        editWaits(id, home);
    }

    private void editWaits(long id, Home home) {
        waitingEdits.computeIfAbsent(home, _ -> new HashSet<>()).add(id);
    }

    /**
     * True for a view that is posted again on one node while an edit of it waits on another: a declared limit, as ClickHouse may merge the two
     * posts before the edit is settled.
     */
    private boolean isRepeatWhileEditWaits(Model.Key key, Home home) {
        waitingEdits.keySet().removeIf(Home::isDrained);
        return posted.contains(key)
                && waitingEdits.entrySet().stream()
                        .anyMatch(waiting ->
                                waiting.getKey() != home && waiting.getValue().contains(key.id()));
    }

    /** A view that is there goes to another time. */
    void moveView() throws Exception {
        List<Model.Key> there = model.views().keySet().stream()
                .sorted(Comparator.comparing(Model.Key::toString))
                .toList();
        if (!there.isEmpty()) {
            Model.Key old = there.get(random.nextInt(there.size()));
            put(new Model.Key(old.id(), old.user(), world.times().time()));
        }
    }

    long randomUser() {
        return users.get(random.nextInt(users.size()));
    }

    Model.Key randomKey(Instant time) {
        return new Model.Key(1L + random.nextInt(IDS), randomUser(), time);
    }

    String randomPage() {
        return PAGES[random.nextInt(PAGES.length)];
    }

    private static String body(Model.Key key, String page) {
        return "{\"user_id\":%s,\"created_at\":\"%s\",\"page_url\":\"%s\"}".formatted(key.user(), key.time(), page);
    }
}
