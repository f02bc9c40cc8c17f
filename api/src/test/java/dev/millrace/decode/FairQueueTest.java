package dev.millrace.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class FairQueueTest {
    private final FairQueue<String> queue = new FairQueue<>();

    @Test
    void whoBringsMuchDoesNotHoldUpTheOthers() throws InterruptedException {
        for (String task : List.of("a1", "a2", "a3", "a4")) {
            queue.add("a", new FairQueue.Line<>(), task);
        }
        queue.add("b", new FairQueue.Line<>(), "b1");
        queue.add("c", new FairQueue.Line<>(), "c1");
        queue.add("b", new FairQueue.Line<>(), "b2");
        assertThat(takeAll(7)).containsExactly("a1", "b1", "c1", "a2", "b2", "a3", "a4");
    }

    @Test
    void whatIsOfOneConnectionKeepsItsOrder() throws InterruptedException {
        FairQueue.Line<String> line = new FairQueue.Line<>();
        queue.add("a", line, "large");
        queue.add("a", line, "small");
        queue.add("b", new FairQueue.Line<>(), "other");
        FairQueue.Work<String> large = take();
        assertThat(large.task()).isEqualTo("large");
        assertThat(take().task()).isEqualTo("other");
        // The small one may only begin when the large one is done.
        queue.add("c", new FairQueue.Line<>(), "late");
        assertThat(take().task()).isEqualTo("late");
        queue.done(large.line());
        assertThat(line.isIdle()).isFalse();
        FairQueue.Work<String> small = take();
        assertThat(small.task()).isEqualTo("small");
        queue.done(small.line());
        assertThat(line.isIdle()).isTrue();
    }

    @Test
    void aConnectionThatBringsForSeveralKeysWaitsForTheTurnOfEach() throws InterruptedException {
        FairQueue.Line<String> line = new FairQueue.Line<>();
        queue.add("a", line, "of a");
        queue.add("b", line, "of b");
        queue.add("b", new FairQueue.Line<>(), "b alone");
        FairQueue.Work<String> first = take();
        queue.done(first.line());
        assertThat(first.task()).isEqualTo("of a");
        assertThat(takeAll(2)).containsExactly("b alone", "of b");
    }

    @Test
    void whatWaitsWhenTheQueueIsClosedIsStillTaken() throws InterruptedException {
        FairQueue.Line<String> line = new FairQueue.Line<>();
        queue.add("a", line, "first");
        queue.add("a", line, "second");
        FairQueue.Work<String> first = take();
        queue.close();
        assertThat(queue.add("a", new FairQueue.Line<>(), "late")).isFalse();
        assertThat(queue.take()).isNull();
        queue.done(first.line());
        assertThat(take().task()).isEqualTo("second");
        queue.done(line);
        assertThat(queue.take()).isNull();
        assertThat(line.isIdle()).isTrue();
    }

    /** Whoever waits for a turn gets it before anybody else gets a second one. */
    @Property(tries = 300)
    void nobodyGetsTwoTurnsWhileAnotherWaitsForOne(@ForAll long seed) throws InterruptedException {
        Random random = new Random(seed);
        FairQueue<Integer> fair = new FairQueue<>();
        List<FairQueue.Line<Integer>> lines = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            lines.add(new FairQueue.Line<>());
        }
        Map<Integer, Integer> added = new HashMap<>();
        Map<Integer, Integer> taken = new HashMap<>();
        Map<Integer, Set<Object>> servedSince = new HashMap<>();
        Set<Integer> busy = new HashSet<>();
        for (int step = 0; step < 200; step++) {
            int i = random.nextInt(6);
            if (random.nextBoolean()) {
                fair.add(i / 2, lines.get(i), added.merge(i, 1, Integer::sum));
            } else if (busy.remove(i)) {
                fair.done(lines.get(i));
            } else if (waits(added, taken, busy, 0) || waits(added, taken, busy, 1) || waits(added, taken, busy, 2)) {
                FairQueue.Work<Integer> next = Objects.requireNonNull(fair.take());
                int line = lines.indexOf(next.line());
                assertThat(busy.add(line)).isTrue();
                assertThat(next.task()).isEqualTo(taken.merge(line, 1, Integer::sum));
                int sender = (Integer) next.sender();
                servedSince.remove(sender);
                for (int other = 0; other < 3; other++) {
                    if (other != sender && waits(added, taken, busy, other)) {
                        assertThat(servedSince
                                        .computeIfAbsent(other, _ -> new HashSet<>())
                                        .add(sender))
                                .isTrue();
                    }
                }
            }
        }
    }

    private static boolean waits(
            Map<Integer, Integer> added, Map<Integer, Integer> taken, Set<Integer> busy, int sender) {
        return isReady(added, taken, busy, 2 * sender) || isReady(added, taken, busy, 2 * sender + 1);
    }

    private static boolean isReady(
            Map<Integer, Integer> added, Map<Integer, Integer> taken, Set<Integer> busy, int line) {
        return !busy.contains(line) && added.getOrDefault(line, 0) > taken.getOrDefault(line, 0);
    }

    private FairQueue.Work<String> take() throws InterruptedException {
        return Objects.requireNonNull(queue.take());
    }

    private List<String> takeAll(int count) throws InterruptedException {
        List<String> tasks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            tasks.add(take().task());
        }
        return tasks;
    }
}
