package dev.millrace.torture.load;

import dev.millrace.torture.journal.Answer;
import dev.millrace.torture.journal.Journal;
import dev.millrace.torture.journal.Request;
import dev.millrace.torture.journal.View;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/** Requests one by one, for a scenario that has to know what it sent; noted in the journal like all others. Thread-safe; blocks. */
public final class Single implements AutoCloseable {
    private final Journal journal;
    private final URI target;
    private final Client client;

    /** @param timeout how long to wait for an answer */
    public Single(Journal journal, URI target, Duration timeout) {
        this.journal = journal;
        this.target = target;
        this.client = new Client(timeout);
    }

    /** Posts a view; the level is memory, disk or stored. */
    public Answer post(View view, String level) throws InterruptedException {
        return send(new Request.Post(List.of(view), 0), "POST", view.requestId(), level, Body.one(view));
    }

    /** Replaces or makes a view. */
    public Answer put(View view, String level) throws InterruptedException {
        return send(new Request.Put(view), "PUT", view.requestId(), level, Body.one(view));
    }

    private Answer send(Request request, String method, long id, String level, Body body) throws InterruptedException {
        long number = journal.sent(request);
        Answer answer = client.send(method, target.resolve("/api/traffic/%s?ack=%s".formatted(id, level)), body);
        journal.answered(number, answer);
        return answer;
    }

    @Override
    public void close() {
        client.close();
    }
}
