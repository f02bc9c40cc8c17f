package dev.millrace.torture.damage;

import dev.millrace.torture.damage.Segment.Range;
import dev.millrace.torture.load.LoadPlan;
import dev.millrace.torture.round.Node;
import dev.millrace.torture.round.Round;
import dev.millrace.torture.round.Scenario;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Kills the service with a filled buffer and damages one of its files before the next start. Which events that destroys is worked out from
 * the file as it was; no other may be missing, and what was cut off has to lie under {@code set-aside/}, byte for byte, with a line in the
 * log.
 */
public final class DamageScenario implements Scenario {
    private final Damage damage;

    private DamageScenario(Damage damage) {
        this.damage = damage;
    }

    /** Returns one scenario for each kind of damage. */
    public static List<Scenario> all() {
        return Arrays.stream(Damage.values()).<Scenario>map(DamageScenario::new).toList();
    }

    @Override
    public String name() {
        return "segment-" + damage.label;
    }

    @Override
    public String description() {
        return "after a kill -9: " + damage.description;
    }

    @Override
    public void run(Round round) throws Exception {
        Node node = round.node();
        // Small segments make many files; and no request waits for held rows.
        node.set("MILLRACE_BUFFER_SEGMENT_BYTES", "16KB");
        // With a shard that takes rows the others' are parked, and the files of the first buffer are soon empty.
        round.clickHouse().strikeAll();
        round.startWithLoad(LoadPlan.NORMAL.withoutReadings().withLevels(15, 0).withMaxBatch(100));
        round.sleepBetween(100, 300);
        round.clickHouse().pause();
        round.sleepBetween(500, 1000);
        node.kill();
        round.load().stop();

        long committed = Segment.committed(node.bufferDir());
        List<Segment> segments = Segment.all(node.bufferDir());
        Segment victim =
                damage.strikesAnyFile() ? segments.get(round.random().nextInt(segments.size())) : segments.getLast();
        damage.write(victim, damage.apply(victim.bytes(), round.random()));
        round.struck(damage.description);
        Expected expected = expect(victim, committed);
        round.explain(expected.destroyed::contains);
        round.whenDrained(() -> checkSetAside(round, victim, committed, segments, expected));
        round.clickHouse().resume();
    }

    /**
     * The expected loss.
     *
     * @param destroyed ids that may be missing
     * @param setAside the bytes that have to be under {@code set-aside/}, each in a file of its own
     */
    private record Expected(Set<Long> destroyed, List<byte[]> setAside) {}

    private Expected expect(Segment before, long committed) throws IOException {
        // What is stored already is not read again, whatever it is.
        long from = Math.max(committed, before.base());
        Range everything = new Range(0, before.bytes().length);
        if (damage == Damage.MISSING) {
            return new Expected(ids(before, from, List.of(everything)), List.of());
        }
        Segment after = Segment.read(before.file());
        if (!after.hasGoodHeader()) {
            return new Expected(ids(before, from, List.of(everything)), List.of(after.bytes()));
        }
        List<Range> damaged = after.damageFrom(from);
        List<Range> destroyed = new ArrayList<>(damaged);
        destroyed.add(new Range(after.bytes().length, before.bytes().length));
        return new Expected(
                ids(before, from, destroyed),
                damaged.stream()
                        .map(range -> Arrays.copyOfRange(after.bytes(), range.from(), range.to()))
                        .toList());
    }

    private static Set<Long> ids(Segment segment, long position, List<Range> destroyed) {
        Set<Long> ids = new HashSet<>();
        segment.framesFrom(position).stream()
                .filter(frame -> destroyed.stream().anyMatch(range -> range.touches(frame)))
                .forEach(frame -> ids.addAll(frame.ids()));
        return ids;
    }

    private void checkSetAside(Round round, Segment victim, long committed, List<Segment> segments, Expected expected)
            throws IOException {
        String log = round.node().log();
        String name = victim.file().getFileName().toString();
        List<Path> files = setAside(round.node());
        round.demand(
                files.size() == expected.setAside.size(),
                "%s files of %s had to be set aside, and there are %s"
                        .formatted(expected.setAside.size(), name, files));
        for (byte[] bytes : expected.setAside) {
            boolean kept = false;
            for (Path file : files) {
                kept |= Arrays.equals(Files.readAllBytes(file), bytes);
            }
            round.demand(kept, "%s bytes of %s are not what is set aside: %s".formatted(bytes.length, name, files));
            round.demand(
                    log.lines().anyMatch(line -> line.contains(" ERROR ") && line.contains(name)),
                    "the log does not name " + name);
        }
        boolean waited = victim.end() > committed;
        boolean isNewest = victim.file().equals(segments.getLast().file());
        if (damage == Damage.MISSING && waited && !isNewest) {
            round.demand(
                    log.contains("The buffer misses positions"), "the log does not say that " + name + " is missing");
        }
    }

    private static List<Path> setAside(Node node) throws IOException {
        Path directory = node.bufferDir().resolve("set-aside");
        if (!Files.exists(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return new ArrayList<>(files.toList());
        }
    }
}
