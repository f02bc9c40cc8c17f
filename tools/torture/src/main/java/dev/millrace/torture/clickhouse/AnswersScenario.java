package dev.millrace.torture.clickhouse;

import dev.millrace.torture.load.LoadPlan;
import dev.millrace.torture.proxy.CannedReply;
import dev.millrace.torture.proxy.Fault;
import dev.millrace.torture.proxy.Victims;
import dev.millrace.torture.round.Round;
import dev.millrace.torture.round.Scenario;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** Lets another server answer in the place of ClickHouse, or lets ClickHouse answer errors. */
final class AnswersScenario implements Scenario {
    private static final Duration LONG_EACH = Duration.ofSeconds(20);

    @Override
    public String name() {
        return "clickhouse-answers";
    }

    @Override
    public String description() {
        return "errors, 429, 500, 502, 503, 504, garbage, a 200 of somebody else or cut short instead of what ClickHouse would say";
    }

    @Override
    public void run(Round round) throws Exception {
        Line line = Line.of(round);
        round.node().set("MILLRACE_DRAIN_MAX_BACKOFF", "50ms");
        round.node().startReady();
        Reader reader = Reader.of(round);
        round.load().start(LoadPlan.NORMAL, round.node().url());
        Random random = new Random(round.random().nextLong());
        List<CannedReply> replies = new ArrayList<>(CannedReply.oneOfEach(random));
        Collections.shuffle(replies, random);
        for (CannedReply reply : replies) {
            Victims victims = random.nextInt(3) == 0 ? Victims.ALL : Victims.ROWS;
            line.strike(victims, new Fault.Answer(reply));
            line.awaitStruck(reply.name(), 2);
            reader.look(victims == Victims.ALL);
            if (round.options().isLong()) {
                TimeUnit.NANOSECONDS.sleep(LONG_EACH.toNanos());
            }
        }
        line.calm();
        reader.look(false);
        round.sleepBetween(0, 300);
    }

    /** Asks for the report of a user with one view. */
    private record Reader(Round round, String path) {
        static Reader of(Round round) throws Exception {
            Poster poster = new Poster(round);
            long user = 900_000L + round.ids().number();
            poster.postUnnoted(round.node().url(), List.of(poster.view(user, "/one")), "stored");
            return new Reader(round, "/api/traffic/daily/" + user);
        }

        /** A report is right, or it is none. */
        void look(boolean isStruck) throws Exception {
            HttpResponse<String> report = round.node().service().ask(path);
            boolean isRight = report.statusCode() == 200 && report.body().equals("{\"/one\":1}");
            round.demand(
                    isRight || (isStruck && report.statusCode() == 503),
                    "%s answered %s: %s".formatted(path, report.statusCode(), report.body()));
        }
    }
}
