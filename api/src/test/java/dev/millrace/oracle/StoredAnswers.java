package dev.millrace.oracle;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/** Posts that wait until they are stored, and whether what they are told is true. */
final class StoredAnswers {
    private static final int STORED = 201;
    private static final int MOST_LOOKS = 5000;

    private final Databases databases;
    private final List<Waiting> waiting = new ArrayList<>();
    private final Set<Long> erased = new HashSet<>();
    private final ConcurrentLinkedQueue<String> lies = new ConcurrentLinkedQueue<>();

    private record Waiting(Home home, List<Model.Key> keys, CompletableFuture<?> answer) {}

    StoredAnswers(Databases databases) {
        this.databases = databases;
    }

    /** Sends it. Returns when it is in the node's buffer. */
    void send(Home home, String path, String body, List<Model.Key> keys) throws IOException, InterruptedException {
        long before = home.node().pendingBytes();
        CompletableFuture<?> answer = home.node()
                .postAsync(path + "?ack=stored", body)
                .thenAccept(response -> {
                    if (response.statusCode() == STORED) {
                        look(keys, body);
                    }
                });
        waiting.add(new Waiting(home, keys, answer));
        for (int i = 0; home.node().pendingBytes() == before; i++) {
            if (i > MOST_LOOKS || answer.isDone()) {
                throw new AssertionError("it is not in the buffer: " + body);
            }
            Thread.sleep(1);
        }
    }

    /** Nothing of that user need be there any more. */
    void erased(long user) {
        erased.add(user);
    }

    private void look(List<Model.Key> keys, String body) {
        try {
            Map<Model.Key, String> known = RawViews.known(databases);
            for (Model.Key key : keys) {
                if (!known.containsKey(key) && !erased.contains(key.user())) {
                    lies.add("%s of %s was said to be stored, and was not".formatted(key, body));
                }
            }
        } catch (IOException e) {
            lies.add(e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Those who wait for that node may be told anything, or nothing. */
    void excuse(Home home) {
        waiting.removeIf(post -> post.home() == home);
    }

    /** What was said so far is true. */
    void check() {
        if (!lies.isEmpty()) {
            throw new AssertionError(String.join("\n", lies));
        }
    }

    /** Everything is stored now, so everybody is told. */
    void checkAll() {
        waiting.forEach(post -> post.answer().orTimeout(20, TimeUnit.SECONDS).join());
        check();
    }
}
