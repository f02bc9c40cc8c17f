package dev.millrace.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongSupplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class VersionClockTest {
    private final List<VersionClock> clocks = new ArrayList<>();

    @TempDir
    private Path temporary;

    private final SetClock time = new SetClock("2026-11-19T10:05:03.123456789Z");
    private Path directory;
    private Path file;

    @BeforeEach
    void makeDirectory() throws IOException {
        directory = Files.createDirectory(temporary.resolve("data"));
        file = directory.resolve("versions");
    }

    @Test
    void theVersionsOfOneRequestGrowAlsoBesideThoseOfOthers() {
        VersionClock versions = versions(0x2a);
        LongSupplier one = versions.forOneRequest();
        long before = versions.next();
        for (int i = 0; i < 2000; i++) {
            long version = one.getAsLong();
            assertThat(version).isGreaterThan(before);
            assertThat(version & 0xff).isEqualTo(0x2a);
            before = version;
        }
        assertThat(versions.next()).isGreaterThan(before);
    }

    @Test
    void aRequestTakesAtMostTwiceTheVersionsThatItNeeds() {
        for (int needed : new int[] {1, 2, 3, 5, 100, 1000}) {
            VersionClock versions = versions(0);
            LongSupplier one = versions.forOneRequest();
            long first = one.getAsLong();
            for (int i = 1; i < needed; i++) {
                long _ = one.getAsLong();
            }
            assertThat((versions.next() - first) >> 8).isBetween((long) needed, 2L * needed);
        }
    }

    @Test
    void aVersionHoldsTheMicrosecondAndTheNode() {
        long version = versions(0xa5).next();
        assertThat(version >>> 12).isEqualTo(microseconds("2026-11-19T10:05:03.123456Z"));
        assertThat(version & 0xff).isEqualTo(0xa5);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 127, 128, 255})
    void everyNodeKeepsItsBitsWhateverTheVersion(int node) {
        VersionClock versions = versions(node);
        assertThat(LongStream.generate(versions::next).limit(100)).allMatch(version -> (version & 0xff) == node);
    }

    @Test
    void nodesNeverGiveOutTheSameVersion() {
        VersionClock one = versions(1);
        VersionClock two = kept(new VersionClock(time, new VersionReservation(directory.resolve("other")), 2));
        assertThat(next(one, 1000)).doesNotContainAnyElementsOf(next(two, 1000));
    }

    @Test
    void aClockThatStandsStillGivesRisingVersions() {
        List<Long> versions = next(versions(0), 100_000);
        assertThat(versions).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void aMicrosecondHasRoomForSixteenVersions() {
        VersionClock versions = versions(0);
        List<Long> first = next(versions, 16);
        assertThat(first).allMatch(version -> version >>> 12 == first.getFirst() >>> 12);
        assertThat(versions.next() >>> 12).isEqualTo((first.getFirst() >>> 12) + 1);
    }

    @Test
    void aClockThatGoesBackByHoursGivesHigherVersions() {
        VersionClock versions = versions(0);
        long before = versions.next();
        time.move(Duration.ofHours(-3));
        assertThat(versions.next()).isGreaterThan(before);
    }

    @Test
    void aRestartWithAClockThatIsBehindGivesHigherVersions() {
        List<Long> before = next(versions(0), 10_000);
        time.move(Duration.ofHours(-3));
        assertThat(versions(0).next()).isGreaterThan(before.getLast());
    }

    @Test
    void versionsAreAtMostSecondsAheadOfTheClockAfterARestart() {
        versions(0).next();
        long ahead = (versions(0).next() >>> 12) - microseconds("2026-11-19T10:05:03.123456Z");
        assertThat(Duration.of(ahead, ChronoUnit.MICROS)).isBetween(Duration.ZERO, Duration.ofSeconds(2));
    }

    @Test
    void aVersionIsReservedOnDiskBeforeItIsGivenOutHoweverTheClockMoves() throws Exception {
        VersionClock versions = versions(3);
        long last = 0;
        for (long millis : new long[] {0, 1, 500, 900, 999, 1001, -7_200_000, 1, 7_200_000, 1999, 2001, 3_600_000, 0}) {
            time.move(Duration.ofMillis(millis));
            long version = versions.next();
            assertThat(version).isGreaterThan(last);
            assertThat(version >>> 8).isLessThanOrEqualTo(reserved());
            last = version;
        }
    }

    @Test
    void moreIsReservedBeforeItIsNeededSoThatNoRequestWaits() throws Exception {
        VersionClock versions = versions(0);
        versions.next();
        long reserved = reserved();
        time.move(Duration.ofMillis(1500));
        versions.next();
        while (reserved() == reserved) {
            Thread.sleep(1);
        }
        assertThat(reserved()).isGreaterThan(reserved);
    }

    @Test
    void versionsAreUniqueOverThreads() throws Exception {
        VersionClock versions = kept(new VersionClock(InstantSource.system(), new VersionReservation(file), 9));
        List<Future<List<Long>>> threads = new ArrayList<>();
        try (ExecutorService pool = Executors.newFixedThreadPool(4)) {
            for (int i = 0; i < 4; i++) {
                threads.add(pool.submit(() -> next(versions, 50_000)));
            }
        }
        List<Long> all = new ArrayList<>();
        for (Future<List<Long>> thread : threads) {
            assertThat(thread.get()).isSorted();
            all.addAll(thread.get());
        }
        assertThat(all.stream().distinct().count()).isEqualTo(200_000);
    }

    @Test
    void noVersionIsGivenOutThatCannotBeReservedAndItWorksAgainAfterwards() throws Exception {
        VersionClock versions = versions(0);
        long before = versions.next();
        loseDirectory();
        time.move(Duration.ofHours(1));
        assertThatThrownBy(versions::next).isInstanceOf(UncheckedIOException.class);
        assertThatThrownBy(versions::next).isInstanceOf(UncheckedIOException.class);
        Files.createDirectory(directory);
        assertThat(versions.next()).isGreaterThan(before);
        assertThat(versions.next() >>> 8).isLessThanOrEqualTo(reserved());
    }

    @Test
    void theVeryFirstVersionNeedsTheDiskToo() throws Exception {
        loseDirectory();
        VersionClock versions = versions(0);
        assertThatThrownBy(versions::next).isInstanceOf(UncheckedIOException.class);
        Files.createDirectory(directory);
        assertThat(versions.next()).isPositive();
    }

    @Test
    void whatIsReservedCanBeGivenOutWhileTheDiskFails() throws Exception {
        VersionClock versions = versions(0);
        long before = versions.next();
        loseDirectory();
        time.move(Duration.ofMillis(1500));
        assertThat(versions.next()).isGreaterThan(before);
        time.move(Duration.ofMillis(1500));
        assertThatThrownBy(versions::next).isInstanceOf(UncheckedIOException.class);
    }

    @Test
    void theLastReservedVersionIsGivenOutAndTheOneBehindItNeedsTheDisk() throws Exception {
        VersionClock versions = versions(0);
        versions.next();
        long reserved = reserved();
        loseDirectory();
        time.move(Duration.ofSeconds(2));
        assertThat(versions.next() >>> 8).isEqualTo(reserved);
        assertThatThrownBy(versions::next).isInstanceOf(UncheckedIOException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "12x", "\u0000\u0000\u0000", "99999999999999999999"})
    void aDamagedReservationIsNotTakenForNone(String content) throws Exception {
        Files.writeString(file, content);
        assertThatThrownBy(() -> versions(0))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining(file + " holds no number");
    }

    @Test
    void anOlderReservationNeverReplacesANewerOne() throws Exception {
        VersionReservation reservation = new VersionReservation(file);
        reservation.store(1000);
        reservation.store(999);
        assertThat(reserved()).isEqualTo(1000);
        assertThat(directory.toFile().list()).containsExactly("versions");
    }

    private VersionClock versions(int node) {
        return kept(new VersionClock(time, new VersionReservation(file), node));
    }

    @Test
    void aStopThatIsNoCrashLeavesNoVersionsAheadOfTheClock() throws Exception {
        VersionClock stopped = versions(0);
        long last = stopped.next();
        stopped.close();
        assertThat(versions(0).next()).isEqualTo(last + VersionClock.STEP);
        assertThat(stopped.next()).isGreaterThan(last);
    }

    @Test
    void theVersionsOfAProcessThatWasKilledAreNotAheadOnceTheClockWasWaitedFor() throws Exception {
        VersionClock killed = kept(new VersionClock(InstantSource.system(), new VersionReservation(file), 0));
        killed.next();
        VersionClock next = kept(new VersionClock(InstantSource.system(), new VersionReservation(file), 0));
        next.awaitClock();
        assertThat(next.isFuture(next.next() - VersionClock.STEP)).isFalse();
    }

    @Test
    void aVersionAboveOneFromTheFutureIsFollowedByHigherOnes() {
        VersionClock versions = versions(3);
        long future = versions.next() + (90_000_000L << 12);
        assertThat(versions.isFuture(future)).isTrue();
        long above = versions.nextAbove(future);
        assertThat(above).isGreaterThan(future);
        assertThat(versions.next()).isGreaterThan(above);
    }

    private VersionClock kept(VersionClock versions) {
        clocks.add(versions);
        return versions;
    }

    /** What they still write would be in the way of deleting the directory. */
    @AfterEach
    void close() throws InterruptedException {
        for (VersionClock versions : clocks) {
            versions.close();
        }
    }

    private long reserved() throws IOException {
        return Long.parseLong(Files.readString(file));
    }

    private void loseDirectory() throws IOException {
        Files.deleteIfExists(file);
        Files.delete(directory);
    }

    private static List<Long> next(VersionClock versions, int count) {
        long[] next = new long[count];
        Arrays.setAll(next, _ -> versions.next());
        return LongStream.of(next).boxed().toList();
    }

    private static long microseconds(String instant) {
        return Duration.between(Instant.EPOCH, Instant.parse(instant)).toNanos() / 1000;
    }
}
