package dev.millrace.benchmarks.load;

import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The requests to a server, and the number of connections. */
public sealed interface Load {
    /** Describes the load for tables. */
    String title();

    int connections();

    int eventsPerRequest();

    /** Returns how many different events there are, however long the load lasts. */
    long distinctEvents();

    /**
     * The order for wrk.
     *
     * @param form of bodies; single events have but one
     */
    WrkOrder order(Request request, Form form) throws IOException;

    /** One event in a request; all events are different. */
    record Single(int connections) implements Load {
        @Override
        public String title() {
            return connections + " connections";
        }

        @Override
        public int eventsPerRequest() {
            return 1;
        }

        @Override
        public long distinctEvents() {
            return Long.MAX_VALUE;
        }

        @Override
        public WrkOrder order(Request request, Form form) {
            Instant now = Instant.now();
            String minute = now.minusSeconds(90).truncatedTo(ChronoUnit.MINUTES).toString();
            // Ids are below 2^63: nine digits that say when the run began, nine that count.
            String digits = String.format(Locale.ROOT, "1%08d", now.getEpochSecond() % 100_000_000);
            String afterId = request.afterId();
            return new WrkOrder(
                    "single.lua",
                    request,
                    connections,
                    List.of(
                            request.path(),
                            afterId == null ? "" : afterId,
                            afterId == null ? "body" : "path",
                            digits,
                            minute.substring(0, minute.length() - 4)));
        }
    }

    /** One reading in a request; all readings are different. */
    record SingleReading(int connections) implements Load {
        @Override
        public String title() {
            return connections + " connections";
        }

        @Override
        public int eventsPerRequest() {
            return 1;
        }

        @Override
        public long distinctEvents() {
            return Long.MAX_VALUE;
        }

        @Override
        public WrkOrder order(Request request, Form form) {
            // Within a run the script goes on from here, a millisecond for each round of all sensors.
            long first = Instant.now().minus(10, ChronoUnit.MINUTES).toEpochMilli();
            return new WrkOrder("reading.lua", request, connections, List.of(request.path(), Long.toString(first)));
        }
    }

    /**
     * Many events in a request.
     *
     * @param pauseMillis how long each connection pauses before a request; 0 to send as fast as answers arrive
     */
    record Batches(Bodies bodies, int connections, int pauseMillis) implements Load {
        @Override
        public String title() {
            return String.format(Locale.ROOT, "%,d events, %s connections", bodies.eventsPerBody(), connections);
        }

        @Override
        public int eventsPerRequest() {
            return bodies.eventsPerBody();
        }

        @Override
        public long distinctEvents() {
            return (long) bodies.count() * bodies.eventsPerBody();
        }

        @Override
        public WrkOrder order(Request request, Form form) throws IOException {
            List<String> arguments = new ArrayList<>();
            arguments.add(request.path());
            arguments.add(bodies.files(form));
            arguments.add(Integer.toString(bodies.count()));
            arguments.add(Integer.toString(pauseMillis));
            return new WrkOrder("bodies.lua", request, connections, arguments);
        }
    }
}
