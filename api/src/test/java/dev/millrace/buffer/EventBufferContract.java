package dev.millrace.buffer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.testing.Frames;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every {@link EventBuffer} promises. */
@Timeout(60)
public abstract class EventBufferContract {
    /** Gives out what is there after 10 ms. */
    protected static final BatchLimits EAGER = new BatchLimits(1_000_000, 1 << 20, Duration.ofMillis(10));

    /** Waits longer than any test. */
    protected static final BatchLimits PATIENT = new BatchLimits(1_000_000, 1 << 20, Duration.ofMinutes(5));

    protected EventBuffer buffer;

    /** Opens the buffer anew on the same storage. */
    protected abstract EventBuffer open() throws IOException;

    @BeforeEach
    void openBuffer() throws IOException {
        buffer = open();
    }

    @AfterEach
    void closeBuffer() {
        buffer.close();
    }

    @Test
    void whatIsAppendedIsTakenInThatOrder() throws Exception {
        for (int i = 0; i < 1000; i++) {
            taken(buffer.append(Frames.of("row " + i)));
        }
        assertThat(takeAll(1000)).element(0).isEqualTo("row 0");
        assertThat(buffer.state().pendingBytes()).isPositive();
    }

    @Test
    void anAcknowledgedFrameIsThereAfterReopening() throws Exception {
        taken(buffer.append(Frames.of("kept"))).onDisk().toCompletableFuture().get(10, TimeUnit.SECONDS);
        reopen();
        assertThat(takeAll(1)).containsExactly("kept");
    }

    @Test
    void whatIsTakenButNotCommittedIsTakenAgainAfterReopening() throws Exception {
        taken(buffer.append(Frames.of("again")));
        assertThat(takeAll(1)).containsExactly("again");
        reopen();
        assertThat(takeAll(1)).containsExactly("again");
    }

    @Test
    void whatIsCommittedIsNotTakenAgain() throws Exception {
        taken(buffer.append(Frames.of("first")));
        Chunk chunk = buffer.take(EAGER);
        buffer.commit(chunk.end());
        taken(buffer.append(Frames.of("second")));
        reopen();
        assertThat(takeAll(1)).containsExactly("second");
    }

    @Test
    void storedCompletesWithTheCommitAndNotBefore() throws Exception {
        CompletableFuture<Void> stored =
                taken(buffer.append(Frames.of("row"))).stored().get().toCompletableFuture();
        Chunk chunk = buffer.take(PATIENT);
        assertThat(stored).isNotDone();
        buffer.commit(chunk.end());
        assertThat(stored).isCompleted();
    }

    @Test
    void storedOfWhatIsDeferredWaitsForTheOtherBufferAndThatOfOthersDoesNot() throws Exception {
        AppendResult.Taken first = taken(buffer.append(Frames.of("first")));
        AppendResult.Taken second = taken(buffer.append(Frames.of("second")));
        AppendResult.Taken third = taken(buffer.append(Frames.of("third")));
        third.onDisk().toCompletableFuture().get(10, TimeUnit.SECONDS);
        List<CompletableFuture<Void>> before = Stream.of(first, second, third)
                .map(taken -> taken.stored().get().toCompletableFuture())
                .toList();
        Chunk chunk = buffer.take(PATIENT);
        long[] positions = chunk.positions();
        List<CompletableFuture<Void>> elsewhere = new ArrayList<>();
        Supplier<CompletionStage<Void>> storedElsewhere = () -> {
            elsewhere.add(new CompletableFuture<>());
            return elsewhere.getLast();
        };
        buffer.commit(chunk.end(), List.of(new Deferral(positions[1], positions[2], storedElsewhere)));
        List<CompletableFuture<Void>> after = Stream.of(first, second, third)
                .map(taken -> taken.stored().get().toCompletableFuture())
                .toList();
        for (List<CompletableFuture<Void>> waiters : List.of(before, after)) {
            assertThat(waiters.get(0)).isDone();
            assertThat(waiters.get(1)).isNotDone();
            assertThat(waiters.get(2)).isDone();
        }
        after.get(1).cancel(false);
        assertThat(elsewhere).hasSize(2);
        assertThat(elsewhere.get(1)).isCancelled();
        elsewhere.get(0).complete(null);
        assertThat(before.get(1)).isCompleted();
    }

    @Test
    void storedOfWhatLiesInTwoChunksIsNotSaidWhenTheFirstIsOnlyDeferredAndTheSecondIsCommitted() throws Exception {
        BatchLimits one = new BatchLimits(1, 1 << 20, Duration.ZERO);
        AppendResult.Taken both = taken(buffer.append(Frames.of("first", "second")));
        AppendResult.Taken other = taken(buffer.append(Frames.of("other")));
        other.onDisk().toCompletableFuture().get(10, TimeUnit.SECONDS);
        CompletableFuture<Void> before = both.stored().get().toCompletableFuture();
        List<CompletableFuture<Void>> elsewhere = new ArrayList<>();
        Chunk first = buffer.take(one);
        long[] positions = first.positions();
        buffer.commit(first.end(), List.of(new Deferral(positions[0], first.end(), () -> {
            elsewhere.add(new CompletableFuture<>());
            return elsewhere.getLast();
        })));
        CompletableFuture<Void> between = both.stored().get().toCompletableFuture();
        buffer.commit(buffer.take(one).end());
        CompletableFuture<Void> after = both.stored().get().toCompletableFuture();
        buffer.commit(buffer.take(one).end());
        CompletableFuture<Void> late = both.stored().get().toCompletableFuture();
        assertThat(List.of(before, between, after, late)).noneMatch(CompletableFuture::isDone);
        assertThat(other.stored().get().toCompletableFuture()).isDone();
        elsewhere.forEach(stored -> stored.complete(null));
        assertThat(List.of(before, between, after, late)).allMatch(CompletableFuture::isDone);
    }

    @Test
    void somebodyWhoWaitsForStoredEndsTheWaitForCompany() throws Exception {
        AppendResult.Taken taken = taken(buffer.append(Frames.of("row")));
        CompletableFuture<?> waiter = CompletableFuture.supplyAsync(
                taken.stored(), CompletableFuture.delayedExecutor(50, TimeUnit.MILLISECONDS));
        assertThat(Frames.texts(buffer.take(PATIENT))).containsExactly("row");
        assertThat(waiter).succeedsWithin(Duration.ofSeconds(10));
    }

    @Test
    void whoWaitsForStoredWaitsForTheChunkThatIsUnderWayAndNoLonger() throws Exception {
        CompletableFuture<Void> firstStored =
                taken(buffer.append(Frames.of("first"))).stored().get().toCompletableFuture();
        Chunk first = buffer.take(PATIENT);
        CompletableFuture<Void> secondStored =
                taken(buffer.append(Frames.of("second"))).stored().get().toCompletableFuture();
        CompletableFuture<Chunk> second = CompletableFuture.supplyAsync(() -> {
            try {
                return buffer.take(PATIENT);
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        TimeUnit.MILLISECONDS.sleep(200);
        assertThat(second).isNotDone();
        buffer.commit(first.end());
        assertThat(firstStored).isDone();
        assertThat(secondStored).isNotDone();
        assertThat(Frames.texts(second.get(10, TimeUnit.SECONDS))).containsExactly("second");
    }

    @Test
    void chunksKeepTheirRowsUntilTheyAreCommitted() throws Exception {
        BatchLimits one = new BatchLimits(1, 1 << 20, Duration.ZERO);
        for (int i = 0; i < 6; i++) {
            taken(buffer.append(Frames.of("row " + i)))
                    .onDisk()
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS);
        }
        Chunk before = buffer.take(one);
        for (int i = 1; i < 6; i++) {
            Chunk next = buffer.take(one);
            assertThat(Frames.texts(before)).containsExactly("row " + (i - 1));
            buffer.commit(before.end());
            before = next;
        }
        assertThat(Frames.texts(before)).containsExactly("row 5");
    }

    @Test
    void aBatchClosesAtItsRows() throws Exception {
        for (int i = 0; i < 10; i++) {
            taken(buffer.append(Frames.of("row")));
        }
        buffer.close();
        buffer = open();
        assertThat(buffer.take(new BatchLimits(3, 1 << 20, Duration.ofMillis(10)))
                        .frames())
                .hasSize(3);
    }

    @Test
    void aBatchClosesAtItsBytesWithoutWaitingForItsAge() throws Exception {
        String row = "x".repeat(1000);
        for (int i = 0; i < 100; i++) {
            taken(buffer.append(Frames.of(row)));
        }
        Chunk chunk = buffer.take(new BatchLimits(1_000_000, 50_000, Duration.ofMinutes(5)));
        assertThat(chunk.frames()).isNotEmpty();
    }

    @Test
    void rowsAreCountedFromTheAppendToTheCommit() throws Exception {
        taken(buffer.append(Frames.of("one")));
        taken(buffer.append(Frames.of("two")));
        assertThat(buffer.state().rows()).isEqualTo(new BufferRows(2, 0, 0));
        Chunk chunk = buffer.take(EAGER);
        while (chunk.frames().size() < 2) {
            chunk = new Chunk(
                    List.of(
                            chunk.frames().getFirst(),
                            buffer.take(EAGER).frames().getFirst()),
                    chunk.end());
        }
        assertThat(buffer.state().rows().pending()).isEqualTo(2);
        buffer.commit(buffer.take(EAGER).end());
        assertThat(buffer.state().rows()).isEqualTo(new BufferRows(0, 0, 0));
        assertThat(buffer.state().oldestAge()).isZero();
    }

    @Test
    void rowsOfAnEarlierProcessAreCountedWhenTheyAreCommitted() throws Exception {
        taken(buffer.append(Frames.of("before")));
        reopen();
        taken(buffer.append(Frames.of("after")));
        assertThat(buffer.state().rows()).isEqualTo(new BufferRows(1, 0, 0));
        assertThat(takeAll(2)).containsExactly("before", "after");
        buffer.commit(buffer.take(EAGER).end());
        assertThat(buffer.state().rows()).isEqualTo(new BufferRows(0, 1, 0));
    }

    @Test
    void theAgeOfWhatWaitsGrowsUntilItIsCommitted() throws Exception {
        taken(buffer.append(Frames.of("row"))).onDisk().toCompletableFuture().get(10, TimeUnit.SECONDS);
        TimeUnit.MILLISECONDS.sleep(50);
        assertThat(buffer.state().oldestAge()).isBetween(Duration.ofMillis(50), Duration.ofSeconds(50));
        takeAll(1);
        assertThat(buffer.state().oldestAge()).isGreaterThan(Duration.ofMillis(50));
        buffer.commit(buffer.take(EAGER).end());
        assertThat(buffer.state().oldestAge()).isZero();
    }

    @Test
    void anEmptyBufferGivesAnEmptyChunkAfterAWhile() throws Exception {
        assertThat(buffer.take(PATIENT).isEmpty()).isTrue();
    }

    @Test
    void aClosedBufferRefuses() {
        buffer.close();
        assertThat(buffer.append(Frames.of("late"))).isInstanceOf(AppendResult.Refused.class);
    }

    @Test
    void aVisitShowsWhatIsNotCommittedOldestFirst() throws Exception {
        taken(buffer.append(Frames.of("committed")));
        buffer.commit(buffer.take(EAGER).end());
        taken(buffer.append(Frames.of("taken")));
        assertThat(takeAll(1)).containsExactly("taken");
        taken(buffer.append(Frames.of("waiting")));
        assertThat(visited()).containsExactly("taken", "waiting");
    }

    @Test
    void aVisitShowsWhatWasAppendedAMomentAgo() throws Exception {
        for (int i = 1; i <= 50; i++) {
            taken(buffer.append(Frames.of("row")));
            assertThat(visited()).hasSize(i);
        }
    }

    @Test
    void aVisitEndsWhenTheVisitorSaysSo() throws Exception {
        for (int i = 0; i < 10; i++) {
            taken(buffer.append(Frames.of("row " + i)));
        }
        List<String> texts = new ArrayList<>();
        buffer.visitPending(frame -> {
            texts.add(text(frame));
            return texts.size() < 3;
        });
        assertThat(texts).containsExactly("row 0", "row 1", "row 2");
    }

    @Test
    void aVisitTakesNothingFromTheDrain() throws Exception {
        taken(buffer.append(Frames.of("row")));
        visited();
        assertThat(takeAll(1)).containsExactly("row");
        reopen();
        visited();
        assertThat(takeAll(1)).containsExactly("row");
    }

    @Test
    void aVisitorThatThrowsLeavesRoomForOthers() throws Exception {
        taken(buffer.append(Frames.of("row")));
        for (int i = 0; i < 10; i++) {
            assertThatThrownBy(() -> buffer.visitPending(_ -> {
                        throw new IllegalStateException("visitor");
                    }))
                    .hasMessage("visitor");
        }
        assertThat(visited()).containsExactly("row");
    }

    @Test
    void aClosedBufferIsNotVisited() throws Exception {
        taken(buffer.append(Frames.of("row")));
        buffer.close();
        assertThatThrownBy(this::visited).isInstanceOf(IOException.class).hasMessageContaining("closed");
    }

    @Test
    void retiringFilesLosesNothingThatIsNotCommitted() throws Exception {
        taken(buffer.append(Frames.of("before")));
        buffer.retireFiles();
        taken(buffer.append(Frames.of("between")));
        buffer.retireFiles();
        buffer.retireFiles();
        taken(buffer.append(Frames.of("after")));
        assertThat(visited()).containsExactly("before", "between", "after");
        reopen();
        assertThat(takeAll(3)).containsExactly("before", "between", "after");
    }

    protected final void reopen() throws IOException {
        buffer.close();
        buffer = open();
    }

    protected static AppendResult.Taken taken(AppendResult appended) {
        assertThat(appended).isInstanceOf(AppendResult.Taken.class);
        return (AppendResult.Taken) appended;
    }

    protected static String text(Frame frame) {
        return Frames.texts(new Chunk(List.of(frame), 0)).getFirst();
    }

    protected final List<String> visited() throws IOException, InterruptedException {
        List<String> texts = new ArrayList<>();
        buffer.visitPending(frame -> texts.add(text(frame)));
        return texts;
    }

    protected final List<String> takeAll(int count) throws IOException, InterruptedException {
        List<String> texts = new ArrayList<>();
        while (texts.size() < count) {
            texts.addAll(Frames.texts(buffer.take(EAGER)));
        }
        return texts;
    }
}
