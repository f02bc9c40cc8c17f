package dev.millrace.torture.load;

import dev.millrace.torture.journal.Answer;
import dev.millrace.torture.journal.Journal;
import dev.millrace.torture.journal.Outcome;
import dev.millrace.torture.journal.Request;
import dev.millrace.torture.journal.View;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Sends one request after the other, each noted before it is sent. Its ids are its own. An id that is ever edited is only sent to one node,
 * one request after the other, and never posted again after its first edit, so that the order of its requests is the order of its versions.
 * One thread.
 */
final class Sender {
    private static final int REMEMBERED = 64;
    private static final int EDITED = 24;
    private static final int PAGES = 12;

    private final LoadPlan plan;
    private final Ids ids;
    private final List<URI> targets;
    private final URI home;
    private final Journal journal;
    private final Client client;
    private final Pacer pacer;
    private final SplittableRandom random;
    private final long youngestMillis;

    /** Views that were posted, to be posted again: also, and above all, those whose answer did not come. */
    private final List<View> posted = new ArrayList<>();

    /** Views that may be edited. */
    private final List<Long> editable = new ArrayList<>();

    private final ReadingSender readings;

    private long nextId;

    Sender(
            LoadPlan plan,
            Ids ids,
            int number,
            List<URI> targets,
            Journal journal,
            Client client,
            Pacer pacer,
            SplittableRandom random,
            long youngestMillis) {
        this.plan = plan;
        this.ids = ids;
        this.targets = targets;
        this.home = targets.get(number % targets.size());
        this.journal = journal;
        this.client = client;
        this.pacer = pacer;
        this.random = random;
        this.youngestMillis = youngestMillis;
        this.readings = new ReadingSender(plan, ids, number, random.split(), youngestMillis);
        this.nextId = ids.firstId(number) + 1;
    }

    void run(BooleanSupplier goOn) {
        try {
            while (goOn.getAsBoolean()) {
                Answer answer = step();
                if (!answer.outcome().isAcknowledged() && answer.outcome() != Outcome.REJECTED) {
                    // Sooner than Retry-After says: a round is short, and a refusal costs nothing.
                    TimeUnit.MILLISECONDS.sleep(20 + random.nextInt(60));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Answer step() throws InterruptedException {
        if (random.nextInt(100) < plan.readingPercent()) {
            return ofSensors();
        }
        int kind = random.nextInt(100);
        if (plan.edits() && kind < 25) {
            return edit();
        }
        if (kind < 50) {
            return one(kind < 35 && !posted.isEmpty() ? again() : newView());
        }
        return batch();
    }

    private Answer ofSensors() throws InterruptedException {
        ReadingSender.Order order = readings.next();
        Answer answer = send(order.request(), order.method(), home, order.path(), order.body());
        readings.answered(answer.outcome());
        return answer;
    }

    private Answer one(View view) throws InterruptedException {
        remember(view);
        return send(
                new Request.Post(List.of(view), 0),
                "POST",
                anyTarget(),
                "/api/traffic/%s".formatted(view.requestId()),
                Body.one(view));
    }

    private Answer batch() throws InterruptedException {
        // As many small ones as large ones.
        int size = (int) Math.round(10 * Math.pow(plan.maxBatch() / 10.0, random.nextDouble()));
        List<View> views = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            View view = random.nextInt(20) == 0 && !posted.isEmpty() ? again() : newView();
            if (random.nextInt(4) == 0) {
                remember(view);
            }
            views.add(view);
        }
        int bad = random.nextInt(4) == 0 ? 1 + random.nextInt(3) : 0;
        return send(new Request.Post(views, bad), "POST", anyTarget(), "/api/traffic", Body.many(views, bad, random));
    }

    private Answer edit() throws InterruptedException {
        if (editable.size() < EDITED && random.nextInt(2) == 0) {
            View view = newView();
            editable.add(view.requestId());
            Answer answer = send(
                    new Request.Post(List.of(view), 0),
                    "POST",
                    home,
                    "/api/traffic/%s".formatted(view.requestId()),
                    Body.one(view));
            forgetUnordered(view.requestId(), answer);
            return answer;
        }
        long id = editable.isEmpty() ? newEditable() : editable.get(random.nextInt(editable.size()));
        String path = "/api/traffic/%s".formatted(id);
        Answer answer;
        if (random.nextInt(3) == 0) {
            answer = send(new Request.Delete(id), "DELETE", home, path, null);
        } else {
            View view = newView(id);
            answer = send(new Request.Put(view), "PUT", home, path, Body.one(view));
        }
        forgetUnordered(id, answer);
        return answer;
    }

    private long newEditable() {
        long id = nextId++;
        editable.add(id);
        return id;
    }

    /** Drops an id whose order is unknown: a request without an answer in time may be read after the next one. */
    private void forgetUnordered(long id, Answer answer) {
        if (answer.outcome() == Outcome.TIMEOUT) {
            editable.remove(Long.valueOf(id));
        }
    }

    private Answer send(Request request, String method, URI target, String path, @Nullable Body body)
            throws InterruptedException {
        pacer.await(request.events());
        long number = journal.sent(request);
        Answer answer =
                client.send(method, target.resolve(path + (path.contains("?") ? "&" : "?") + "ack=" + level()), body);
        journal.answered(number, answer);
        return answer;
    }

    private String level() {
        int percent = random.nextInt(100);
        if (percent < plan.memoryPercent()) {
            return "memory";
        }
        int untilStored = plan.memoryPercent() + plan.storedPercent();
        if (percent < untilStored) {
            return "stored";
        }
        return percent < untilStored + plan.replicatedPercent() ? "replicated" : "disk";
    }

    private URI anyTarget() {
        return targets.get(random.nextInt(targets.size()));
    }

    private View newView() {
        return newView(nextId++);
    }

    private View newView(long id) {
        long user = ids.firstUser() + random.nextInt(Ids.USERS);
        long age = random.nextLong(LoadPlan.SPAN.toMillis());
        return new View(id, user, youngestMillis - age, "/p" + random.nextInt(PAGES));
    }

    private View again() {
        return posted.get(random.nextInt(posted.size()));
    }

    private void remember(View view) {
        if (posted.size() < REMEMBERED) {
            posted.add(view);
        } else {
            posted.set(random.nextInt(REMEMBERED), view);
        }
    }
}
