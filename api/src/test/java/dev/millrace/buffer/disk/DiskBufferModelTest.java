package dev.millrace.buffer.disk;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.millrace.buffer.BatchLimits;
import dev.millrace.buffer.BufferRows;
import dev.millrace.buffer.BufferState;
import dev.millrace.buffer.Chunk;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * Random lives of a buffer against a {@link BufferModel}: appends from several threads, takes, commits, visits, retired files, closes,
 * power cuts, a full disk, failing forces. A seed decides what is done, the scheduler who wins a race, so a seed may have to be run a few times.
 * {@code -Dmillrace.buffer.seeds=1000} runs more of them, {@code -Dmillrace.buffer.seed=17} starts with that one.
 */
@Timeout(600)
class DiskBufferModelTest {
    private static final int SEEDS = Integer.getInteger("millrace.buffer.seeds", 100);
    private static final long FIRST_SEED =
            Long.getLong("millrace.buffer.seed", System.nanoTime() / 1000 % 1_000_000_000);

    /** Lives spend most of their time waiting for the writer's pause after a failure. */
    private static final int LIVES_AT_ONCE = 16;

    private static final int STEPS = 60;

    private static final DiskBufferConfig CONFIG = new DiskBufferConfig(1 << 16, 1 << 12, 1 << 14, Duration.ZERO);

    private final Logger log = (Logger) LoggerFactory.getLogger("dev.millrace.buffer");

    @TempDir
    Path directory;

    @BeforeEach
    void muteTheDamageThatIsMeant() {
        log.setLevel(Level.OFF);
    }

    @AfterEach
    void unmute() {
        log.setLevel(null);
    }

    @Test
    void whateverHappensWhatWasAcknowledgedIsReadAndNothingElse() throws Exception {
        System.out.printf("seeds %s to %s%n", FIRST_SEED, FIRST_SEED + SEEDS - 1);
        List<Future<String>> lives = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(LIVES_AT_ONCE)) {
            for (long seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed++) {
                long itsSeed = seed;
                lives.add(threads.submit(() -> outcome(itsSeed)));
            }
        }
        List<String> failures = new ArrayList<>();
        for (Future<String> life : lives) {
            if (!life.get().isEmpty()) {
                failures.add(life.get());
            }
        }
        assertThat(failures).isEmpty();
    }

    /** Empty if all went well. */
    private String outcome(long seed) throws IOException {
        Life life = new Life(directory.resolve(Long.toString(seed)), seed);
        try {
            life.run();
            return "";
        } catch (Exception | AssertionError e) {
            String at = Stream.of(e.getStackTrace())
                    .filter(frame -> frame.getClassName().contains("millrace"))
                    .limit(4)
                    .toList()
                    .toString();
            return "seed %s: %s%n  %s%n  %s%n".formatted(seed, life.steps, e, at);
        }
    }

    /** One buffer from its first start to its last. */
    private static final class Life {
        /** Ten seconds' worth. */
        private static final int VISITS = 100;

        private final RandomGenerator random;
        private final Path home;
        private final BufferModel model = new BufferModel();
        private final List<String> steps = new ArrayList<>();
        private final List<Thread> senders = new ArrayList<>();
        private final List<Thread> undertakers = new ArrayList<>();

        private PowerCutDisk disk = new PowerCutDisk();
        private Path directory;
        private DiskBuffer buffer;
        private boolean healthy = true;
        private int trashLeft;
        private int cuts;

        Life(Path home, long seed) throws IOException {
            this.random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
            this.home = home;
            this.directory = home.resolve("0");
            this.buffer = open();
        }

        void run() throws Exception {
            for (int i = 0; i < STEPS; i++) {
                step();
                checkBounds();
            }
            steps.add("end");
            readEverything();
            reopen();
            readEverything();
            commit(model.takenEnds());
            everyRowIsAccountedFor();
            reopen();
            assertThat(buffer.state().pendingBytes()).as("pending at the end").isZero();
            forgetEverything();
            buffer.close();
            for (Thread undertaker : undertakers) {
                undertaker.join();
            }
        }

        private void step() throws Exception {
            int dice = random.nextInt(100);
            if (dice < 30) {
                steps.add("append");
                append(random, buffer, 0);
            } else if (dice < 38) {
                steps.add("race");
                race();
            } else if (dice < 48) {
                steps.add("await");
                model.awaitAnswers();
            } else if (dice < 64) {
                take();
            } else if (dice < 68) {
                visit();
            } else if (dice < 76) {
                commitSome();
            } else if (dice < 80) {
                steps.add("retire");
                buffer.retireFiles();
            } else if (dice < 84) {
                steps.add("reopen");
                reopen();
            } else if (dice < 90) {
                steps.add("cut");
                cutPower();
            } else if (dice < 92) {
                steps.add("full");
                healthy = false;
                disk.faults().fillUpAfter(random.nextInt(random.nextBoolean() ? 60 : 8000));
            } else if (dice < 94) {
                steps.add("failForces");
                healthy = false;
                disk.faults().failForces(random.nextInt(1, 3));
            } else if (dice < 95) {
                steps.add("failTruncates");
                disk.failTruncates(1);
                trashLeft++;
            } else if (dice < 98) {
                steps.add("heal");
                heal();
            } else {
                steps.add("readEverything");
                readEverything();
            }
        }

        private void append(RandomGenerator random, DiskBuffer buffer, int sender) {
            for (int calls = random.nextInt(1, 6); calls > 0; calls--) {
                List<Integer> sizes = new ArrayList<>();
                for (int frames = random.nextInt(1, 4); frames > 0; frames--) {
                    sizes.add(
                            switch (random.nextInt(10)) {
                                case 0 -> 1;
                                case 1 -> random.nextInt(1, 6000);
                                default -> random.nextInt(1, 900);
                            });
                }
                model.append(buffer, sender, sizes);
            }
        }

        /** Two senders at once; the next steps go on beside them. */
        private void race() throws InterruptedException {
            joinSenders();
            DiskBuffer target = buffer;
            for (int sender = 1; sender <= 2; sender++) {
                int itself = sender;
                RandomGenerator own =
                        RandomGeneratorFactory.of("L64X128MixRandom").create(random.nextLong());
                senders.add(Thread.ofVirtual().start(() -> append(own, target, itself)));
            }
        }

        private void joinSenders() throws InterruptedException {
            for (Thread sender : senders) {
                sender.join();
            }
            senders.clear();
        }

        private void take() throws Exception {
            BufferState state = buffer.state();
            if (state.failure() != null || !healthy || state.pendingBytes() == model.takenBytes()) {
                return;
            }
            BatchLimits limits = new BatchLimits(
                    random.nextInt(1, 30), random.nextInt(1, 20_000), Duration.ofNanos(random.nextInt(2_000_000)));
            steps.add("take");
            model.isTaken(buffer.take(limits), limits);
        }

        private void visit() throws Exception {
            steps.add("visit");
            boolean mayFail = !healthy || buffer.state().failure() != null;
            boolean seen = model.visit(buffer);
            // A write that began before the disk was healed may fail after it, and is tried again a second later.
            for (int i = 0; i < VISITS && !seen && !mayFail; i++) {
                TimeUnit.MILLISECONDS.sleep(100);
                seen = model.visit(buffer);
            }
            assertThat(seen || mayFail)
                    .as("a visit with a healthy disk sees everything")
                    .isTrue();
        }

        private void commitSome() {
            List<Long> ends = model.takenEnds();
            if (!ends.isEmpty()) {
                commit(ends.subList(0, random.nextInt(4) == 0 ? random.nextInt(1, ends.size() + 1) : ends.size()));
            }
        }

        private void commit(List<Long> ends) {
            if (ends.isEmpty()) {
                return;
            }
            steps.add("commit");
            long end = ends.getLast();
            buffer.commit(end);
            buffer.commit(ends.getFirst());
            model.isCommitted(end, healthy);
        }

        private void reopen() throws Exception {
            if (random.nextBoolean()) {
                joinSenders();
            }
            buffer.close();
            joinSenders();
            model.isClosed();
            heal();
            buffer = open();
            model.isOpened(buffer.state().pendingBytes());
        }

        private void cutPower() throws Exception {
            model.noteAnswers();
            Path after = home.resolve(Integer.toString(++cuts));
            disk.cutPower(directory, after, random);
            joinSenders();
            model.powerIsCut();
            heal();
            undertakers.add(Thread.ofVirtual().start(buffer::close));
            disk = new PowerCutDisk();
            directory = after;
            trashLeft = 0;
            buffer = open();
            model.isOpened(buffer.state().pendingBytes());
        }

        private DiskBuffer open() throws IOException {
            return DiskBuffer.open(directory, CONFIG, disk::open, new SimpleMeterRegistry());
        }

        private void heal() {
            disk.faults().makeRoom();
            disk.faults().failForces(0);
            disk.failTruncates(0);
            healthy = true;
        }

        private void readEverything() throws Exception {
            heal();
            joinSenders();
            model.awaitAnswers();
            BatchLimits limits = new BatchLimits(1000, 1 << 14, Duration.ZERO);
            // What a failed write left in a file is passed over: it waits to be committed, and is never taken. Whether
            // anything is missing says the model.
            for (int empty = 0;
                    empty < 20 && model.takenBytes() < buffer.state().pendingBytes(); ) {
                Chunk chunk = buffer.take(limits);
                model.isTaken(chunk, limits);
                empty += chunk.isEmpty() ? 1 : 0;
            }
            assertThat(model.takenBytes()).isLessThanOrEqualTo(buffer.state().pendingBytes());
            model.everythingIsRead();
            assertThat(model.visit(buffer)).isTrue();
        }

        private void forgetEverything() throws Exception {
            append(random, buffer, 0);
            buffer.retireFiles();
            readEverything();
            commit(model.takenEnds());
            everyRowIsAccountedFor();
            for (int i = 0; i < 1000 && bytesInFiles() > 0; i++) {
                TimeUnit.MILLISECONDS.sleep(5);
            }
            assertThat(bytesInFiles()).as("bytes in files that were retired").isZero();
            cutPower();
            append(random, buffer, 0);
            readEverything();
        }

        /** To be called when everything is committed. */
        private void everyRowIsAccountedFor() {
            BufferRows rows = buffer.state().rows();
            assertThat(rows).isEqualTo(new BufferRows(0, rows.recovered(), 0));
            assertThat(buffer.state().oldestAge()).isZero();
        }

        private void checkBounds() throws IOException {
            long bytes = bytesInFiles();
            // a lost note of a commit makes what is still in the oldest file count again
            long most = CONFIG.maxBytes() + CONFIG.segmentBytes() + CONFIG.maxPendingBytes();
            assertThat(buffer.state().pendingBytes()).as("pending bytes").isLessThanOrEqualTo(most);
            assertThat(bytes)
                    .as("bytes in files")
                    .isLessThanOrEqualTo(most + (long) trashLeft * CONFIG.maxPendingBytes());
        }

        private long bytesInFiles() throws IOException {
            long bytes = 0;
            try (Stream<Path> files = Files.list(directory)) {
                for (Path file : files.filter(Segment::isSegment).toList()) {
                    bytes += sizeOf(file);
                }
            }
            return bytes;
        }

        private static long sizeOf(Path file) throws IOException {
            try {
                return Files.size(file);
            } catch (NoSuchFileException deletedMeanwhile) {
                return 0;
            }
        }
    }
}
