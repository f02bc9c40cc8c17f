package dev.millrace.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;

class TokenBucketTest {
    private static final long SECOND = 1_000_000_000L;

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5 * SECOND); // it wraps around on the way

    @Example
    void aFullBucketGivesExactlyWhatItHolds() {
        TokenBucket bucket = new TokenBucket(10, 100, now::get);
        assertThat(bucket.take(99)).isZero();
        assertThat(bucket.take(1)).isZero();
        assertThat(bucket.take(0)).isZero();
        assertThat(bucket.take(1)).isEqualTo(SECOND / 10);
    }

    @Example
    void whoWaitsOneNanosecondTooLittleGetsNothing() {
        TokenBucket bucket = new TokenBucket(3, 100, now::get);
        bucket.take(100);
        long wait = bucket.take(7);
        assertThat(wait).isEqualTo(2_333_333_334L);
        now.addAndGet(wait - 1);
        assertThat(bucket.take(7)).isEqualTo(1);
        now.addAndGet(1);
        assertThat(bucket.take(7)).isZero();
    }

    @Example
    void aLongRestFillsItToItsBoundAndNoFurther() {
        TokenBucket bucket = new TokenBucket(TokenBucket.MAX, TokenBucket.MAX, now::get);
        bucket.take(TokenBucket.MAX);
        now.addAndGet(Long.MAX_VALUE);
        assertThat(bucket.take(TokenBucket.MAX)).isZero();
        assertThat(bucket.take(1)).isOne();
    }

    @Example
    void aClockThatStandsOrGoesBackGivesNothing() {
        TokenBucket bucket = new TokenBucket(10, 100, now::get);
        bucket.take(100);
        now.addAndGet(-SECOND);
        assertThat(bucket.take(1)).isPositive();
    }

    @Example
    void whatCannotBeAskedForIsAnError() {
        assertThatThrownBy(() -> new TokenBucket(0, 1, now::get)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new TokenBucket(1, TokenBucket.MAX + 1, now::get))
                .isInstanceOf(IllegalArgumentException.class);
        TokenBucket bucket = new TokenBucket(1, 5, now::get);
        assertThatThrownBy(() -> bucket.take(6)).isInstanceOf(IllegalArgumentException.class);
    }

    @Example
    void manyThreadsTogetherGetExactlyWhatItHolds() throws InterruptedException {
        int threads = 4;
        TokenBucket bucket = new TokenBucket(1, 100_000, () -> 0);
        AtomicLong taken = new AtomicLong();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        CountDownLatch done = new CountDownLatch(threads);
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            for (int i = 0; i < threads; i++) {
                pool.execute(() -> {
                    try {
                        while (bucket.take(7) == 0) {
                            taken.addAndGet(7);
                        }
                    } catch (RuntimeException e) {
                        failure.set(e);
                    } finally {
                        done.countDown();
                    }
                });
            }
            done.await();
        }
        assertThat(failure.get()).isNull();
        assertThat(taken.get()).isEqualTo(99_995);
    }

    record Step(long waitNanos, long bytes, boolean charge) {}

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Long> waits = Arbitraries.oneOf(
                Arbitraries.longs().between(0, 10),
                Arbitraries.longs().between(0, 3 * SECOND),
                Arbitraries.longs().between(0, 100_000 * SECOND));
        Arbitrary<Long> bytes = Arbitraries.oneOf(
                Arbitraries.longs().between(0, 20), Arbitraries.longs().between(0, TokenBucket.MAX));
        return Combinators.combine(waits, bytes, Arbitraries.of(true, false, false))
                .as(Step::new)
                .list()
                .ofMaxSize(40);
    }

    @Property(tries = 2000)
    void itIsEqualToACountWithoutAnyRounding(
            @ForAll @LongRange(min = 1, max = TokenBucket.MAX) long rate,
            @ForAll @LongRange(min = 1, max = TokenBucket.MAX) long burst,
            @ForAll("steps") List<Step> steps) {
        TokenBucket bucket = new TokenBucket(rate, burst, now::get);
        BigInteger scale = BigInteger.valueOf(SECOND);
        BigInteger full = BigInteger.valueOf(burst).multiply(scale);
        BigInteger least = BigInteger.valueOf(-4 * TokenBucket.MAX).multiply(scale);
        BigInteger level = full;
        for (Step step : steps) {
            now.addAndGet(step.waitNanos());
            level = level.add(BigInteger.valueOf(step.waitNanos()).multiply(BigInteger.valueOf(rate)))
                    .min(full);
            BigInteger wanted = BigInteger.valueOf(step.bytes()).multiply(scale);
            if (step.charge()) {
                bucket.charge(step.bytes());
                level = level.subtract(wanted).max(least);
                continue;
            }
            if (step.bytes() > burst) {
                continue;
            }
            BigInteger[] wait =
                    wanted.subtract(level).max(BigInteger.ZERO).divideAndRemainder(BigInteger.valueOf(rate));
            long expected = wait[0].longValueExact() + wait[1].signum();
            assertThat(bucket.take(step.bytes())).isEqualTo(expected);
            if (expected == 0) {
                level = level.subtract(wanted);
            }
        }
    }
}
