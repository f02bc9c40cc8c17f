package dev.millrace.torture.clickhouse;

import dev.millrace.torture.check.Sql;
import dev.millrace.torture.journal.View;
import dev.millrace.torture.proxy.Fault;
import dev.millrace.torture.proxy.Victims;
import dev.millrace.torture.round.Node;
import dev.millrace.torture.round.Round;
import dev.millrace.torture.round.Scenario;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** Sends one row among 10,000 that ClickHouse refuses, and kills the service with -9 while it searches for it. */
final class PoisonScenario implements Scenario {
    private static final int ROWS = 10_000;
    private static final String POISON = "/poisonous";
    private static final String KILL = "kill -9 in the bisection";

    /** More than the 27 or 28 inserts that finding one row of 10,000 takes. */
    private static final int INSERTS = 30;

    /**
     * The reason why the table refuses the row.
     *
     * @param words a part of the server's message
     */
    private record Kind(String name, String change, String back, String words) {}

    private static final List<Kind> KINDS = List.of(
            new Kind(
                    "row against a constraint",
                    "ADD CONSTRAINT torture CHECK page_url != '/poisonous'",
                    "DROP CONSTRAINT torture",
                    "VIOLATED_CONSTRAINT"),
            new Kind(
                    "row too long for its column",
                    "MODIFY COLUMN page_url FixedString(5)",
                    "MODIFY COLUMN page_url String",
                    "TOO_LARGE_STRING_SIZE"),
            new Kind(
                    "row of no element of an Enum",
                    "MODIFY COLUMN page_url Enum8('/0' = 0, '/1' = 1, '/22' = 2, '/333' = 3)",
                    "MODIFY COLUMN page_url String",
                    "UNKNOWN_ELEMENT_OF_ENUM"));

    private static final List<String> PAGES = List.of("/0", "/1", "/22", "/333");

    @Override
    public String name() {
        return "poisonous-row";
    }

    @Override
    public String description() {
        return "ClickHouse refuses one row of 10,000 by a constraint or a narrowed type; kill -9 while it is looked for";
    }

    @Override
    public boolean breaksClickHouse() {
        return true;
    }

    @Override
    public void run(Round round) throws Exception {
        round.clickHouse().strikeAll();
        Line line = Line.of(round);
        Node node = round.node();
        node.set("MILLRACE_CLICKHOUSE_INSERT_TIMEOUT", "20s");
        // A rollup of the narrow column would keep its padding.
        node.set("MILLRACE_ROLLUP_LATENESS", "999999h");
        node.startReady();
        Kind kind = KINDS.get(round.random().nextInt(KINDS.size()));
        Sql sql = round.clickHouse().sql();
        sql.execute("ALTER TABLE millrace.traffic " + kind.change());

        Poster poster = new Poster(round);
        long user = round.ids().firstUser();
        int poisoned = round.random().nextInt(ROWS);
        List<View> views = new ArrayList<>(ROWS);
        for (int i = 0; i < ROWS; i++) {
            views.add(poster.view(
                    user + i % 4,
                    i == poisoned ? POISON : PAGES.get(round.random().nextInt(4))));
        }
        long poison = views.get(poisoned).requestId();
        round.explain(id -> id == poison);

        boolean isKilled = round.random().nextInt(3) > 0;
        if (isKilled) {
            AtomicInteger inserts = new AtomicInteger(1 + round.random().nextInt(INSERTS));
            double share = round.random().nextDouble();
            Fault kill = new Fault.Meanwhile(KILL, share, node::kill);
            line.strike(Victims.ROWS, () -> _ -> inserts.getAndDecrement() == 1 ? kill : Fault.NONE);
        }
        poster.post(node.url(), views, "disk");
        if (isKilled) {
            while (node.isAlive() && inserting(node)) {
                Thread.onSpinWait();
            }
        }
        line.calm();
        if (!node.isAlive()) {
            node.startReady();
        }
        node.awaitDrained();
        sql.execute("ALTER TABLE millrace.traffic " + kind.back());

        Map<Long, String> reasons = DeadLetterFiles.reasons(node);
        round.demand(reasons.keySet().equals(Set.of(poison)), "dead letters: " + reasons);
        round.demand(
                reasons.getOrDefault(poison, "").contains(kind.words()),
                "the dead letter does not say %s: %s".formatted(kind.words(), reasons));
        round.demand(
                sql.number("SELECT count() FROM millrace.traffic WHERE request_id = " + poison) == 0,
                "the poisonous row is stored");
        round.struck(kind.name());
    }

    /** The bisection may end before the insert at which it was to be killed. */
    private static boolean inserting(Node node) throws Exception {
        try {
            return node.pendingBytes() > 0;
        } catch (IOException killed) {
            return node.isAlive();
        }
    }
}
