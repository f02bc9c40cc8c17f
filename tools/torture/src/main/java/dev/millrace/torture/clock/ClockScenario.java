package dev.millrace.torture.clock;

import dev.millrace.torture.journal.Answer;
import dev.millrace.torture.journal.Outcome;
import dev.millrace.torture.journal.View;
import dev.millrace.torture.load.LoadPlan;
import dev.millrace.torture.load.Single;
import dev.millrace.torture.round.Node;
import dev.millrace.torture.round.NotPossibleException;
import dev.millrace.torture.round.Round;
import dev.millrace.torture.round.Scenario;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Sets the clock of the service back and ahead by hours while it runs and between two processes. Views are edited by one sender, one edit
 * after the other: the later one always wins, and its row has the higher version.
 */
public final class ClockScenario implements Scenario {
    private static final int JUMPS = 3;

    /** How long the library may cache the file with the time; reading it at each call would slow a start down to half a minute. */
    private static final Duration CACHE = Duration.ofSeconds(1);

    private static final int EDITED = 3;
    private static final int MOST_HOURS = 12;
    private static final Duration TIMEOUT = Duration.ofMinutes(1);

    /** The places of the library on Debian and other systems. */
    private static final List<Path> LIBRARIES = List.of(
            Path.of("/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1"),
            Path.of("/usr/lib/aarch64-linux-gnu/faketime/libfaketime.so.1"),
            Path.of("/usr/lib64/faketime/libfaketime.so.1"),
            Path.of("/usr/lib/faketime/libfaketime.so.1"));

    @Override
    public String name() {
        return "clock-jumps";
    }

    @Override
    public String description() {
        return "the clock jumps by hours, both ways, while it runs and over a restart: later edits win, versions only grow";
    }

    /** The library makes a start of the service twenty times as slow. */
    @Override
    public boolean isQuick() {
        return false;
    }

    @Override
    public void run(Round round) throws Exception {
        Path library = LIBRARIES.stream()
                .filter(Files::exists)
                .findFirst()
                .orElseThrow(
                        () -> new NotPossibleException("there is no libfaketime: install the package of that name"));
        Path clock = round.directory().resolve("clock");
        set(clock, 0);
        Node node = round.node();
        node.set("LD_PRELOAD", library.toString());
        node.set("FAKETIME_TIMESTAMP_FILE", clock.toString());
        node.set("FAKETIME_CACHE_DURATION", Long.toString(CACHE.toSeconds()));
        node.set("FAKETIME_DONT_FAKE_MONOTONIC", "1");
        node.set("DONT_FAKE_MONOTONIC", "1");
        // Each edit of the editor has to be stored, so that its version can be read.
        node.set("MILLRACE_INTAKE_STORED_TIMEOUT", TIMEOUT.toSeconds() + "s");
        // Old enough that no view is ever in the future; and few, because the library makes everything slow.
        round.startWithLoad(LoadPlan.NORMAL
                .withSenders(2)
                .withEventsPerSecond(200)
                .withMaxBatch(20)
                .withLevels(15, 0)
                .withYoungest(Duration.ofHours(2 * MOST_HOURS)));
        Map<Long, Long> versions = new HashMap<>();
        try (Single editor = new Single(round.journal(), node.url(), TIMEOUT)) {
            edit(round, editor, versions, 0);
            for (int jump = 1; jump <= JUMPS; jump++) {
                int hours = round.random().nextInt(1, MOST_HOURS + 1)
                        * (round.random().nextBoolean() ? 1 : -1);
                if (round.random().nextInt(3) == 0) {
                    node.kill();
                    set(clock, hours);
                    node.start();
                    round.struck("clock %s over a restart".formatted(hours < 0 ? "back" : "ahead"));
                } else {
                    set(clock, hours);
                    TimeUnit.NANOSECONDS.sleep(CACHE.toNanos());
                    round.struck("clock %s while running".formatted(hours < 0 ? "back" : "ahead"));
                }
                edit(round, editor, versions, jump);
            }
            // Back to the true time with the next start: one more jump.
            node.unset("LD_PRELOAD");
            node.kill();
            node.start();
            round.struck("clock back to the truth over a restart");
            edit(round, editor, versions, JUMPS + 1);
            round.demand(!versions.isEmpty(), "no edit was stored, so no version was compared");
        }
    }

    /** Sets the clock that many hours from the true time. */
    private static void set(Path clock, int hours) throws IOException {
        Path next = clock.resolveSibling("clock.next");
        Files.writeString(next, String.format(Locale.ROOT, "%+dh%n", hours));
        Files.move(next, clock, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void edit(Round round, Single editor, Map<Long, Long> versions, int turn)
            throws IOException, InterruptedException {
        long created =
                System.currentTimeMillis() - Duration.ofHours(2 * MOST_HOURS).toMillis();
        for (int i = 0; i < EDITED; i++) {
            long id = round.ids().ownId(i);
            View view = new View(id, round.ids().firstUser() + i, created, "/turn" + turn);
            Answer answer = turn == 0 ? editor.post(view, "stored") : editor.put(view, "stored");
            if (answer.outcome() != Outcome.STORED) {
                continue;
            }
            long version = Long.parseUnsignedLong(round.clickHouse()
                    .sql()
                    .rows("SELECT version FROM millrace.traffic FINAL WHERE request_id = %s AND page_url = '%s'"
                            .formatted(id, view.pageUrl()))
                    .getFirst()[0]);
            Long before = versions.put(id, version);
            if (before != null) {
                round.struck("versions compared across a jump");
            }
            round.demand(
                    before == null || Long.compareUnsigned(before, version) < 0,
                    "the version of %s went from %s to %s in turn %s"
                            .formatted(
                                    id,
                                    before == null ? "none" : Long.toUnsignedString(before),
                                    Long.toUnsignedString(version),
                                    turn));
        }
    }
}
