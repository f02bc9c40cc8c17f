package dev.millrace.torture.clickhouse;

import dev.millrace.torture.check.Sql;
import dev.millrace.torture.journal.View;
import dev.millrace.torture.round.Round;
import dev.millrace.torture.round.Scenario;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Rows of four days at once, of which ClickHouse does not take one day: as its error says, they wait or become dead letters. */
final class OneDayScenario implements Scenario {
    private static final int ROWS = 400;
    private static final int DAYS = 4;

    @Override
    public String name() {
        return "one-day-fails";
    }

    @Override
    public String description() {
        return "rows of four days in one request, of which one day fails: by a constraint (dead letters) or by a view (waits)";
    }

    @Override
    public boolean breaksClickHouse() {
        return true;
    }

    @Override
    public void run(Round round) throws Exception {
        round.node().startReady();
        Poster poster = new Poster(round);
        Instant youngest = Instant.now().minus(Duration.ofMinutes(5));
        LocalDate bad = LocalDate.ofInstant(youngest, ZoneOffset.UTC)
                .minusDays(round.random().nextInt(DAYS));
        List<View> views = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            Instant at = youngest.minus(Duration.ofDays(i % DAYS));
            views.add(poster.view(
                    round.ids().firstUser() + i % 8, "/p" + round.random().nextInt(5), at));
        }
        Set<Long> ofBadDay = views.stream()
                .filter(view -> day(view).equals(bad))
                .map(View::requestId)
                .collect(Collectors.toCollection(TreeSet::new));
        if (round.random().nextBoolean()) {
            refuse(round, poster, views, bad, ofBadDay);
        } else {
            fail(round, poster, views, bad, ofBadDay);
        }
    }

    private static LocalDate day(View view) {
        return LocalDate.ofInstant(Instant.ofEpochMilli(view.createdAt()), ZoneOffset.UTC);
    }

    /** The error is of the rows. */
    private static void refuse(Round round, Poster poster, List<View> views, LocalDate bad, Set<Long> ofBadDay)
            throws Exception {
        Sql sql = round.clickHouse().sql();
        sql.execute(
                "ALTER TABLE millrace.traffic ADD CONSTRAINT torture CHECK toDate(created_at) != '%s'".formatted(bad));
        round.explain(ofBadDay::contains);
        poster.post(round.node().url(), views, "disk");
        round.node().awaitDrained();
        round.struck("one day of four refused");
        sql.execute("ALTER TABLE millrace.traffic DROP CONSTRAINT torture");
        Set<Long> dead = DeadLetterFiles.reasons(round.node()).keySet();
        round.demand(dead.equals(ofBadDay), "dead letters: %s, of the bad day: %s".formatted(dead, ofBadDay));
        round.demand(stored(sql, ofBadDay) == 0, "rows of the bad day are stored");
    }

    /** The error is an operator's to mend. */
    private static void fail(Round round, Poster poster, List<View> views, LocalDate bad, Set<Long> ofBadDay)
            throws Exception {
        Sql sql = round.clickHouse().sql();
        ThrowingView view = ThrowingView.create(sql, "toDate(created_at) = '%s'".formatted(bad));
        poster.post(round.node().url(), views, "disk");
        while (!round.node().log().contains("could not be stored")) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
        round.sleepBetween(0, 800);
        round.struck("one day of four failed");
        round.demand(round.node().pendingBytes() > 0, "rows that ClickHouse does not take have left the buffer");
        view.drop();
        round.node().awaitDrained();
        round.demand(DeadLetterFiles.reasons(round.node()).isEmpty(), "a view's error made dead letters");
        round.demand(stored(sql, ofBadDay) == ofBadDay.size(), "rows of the bad day are missing");
    }

    private static long stored(Sql sql, Set<Long> ids) throws Exception {
        return sql.number("SELECT uniqExact(request_id) FROM millrace.traffic WHERE request_id IN (%s)"
                .formatted(ids.stream().map(String::valueOf).collect(Collectors.joining(", "))));
    }
}
