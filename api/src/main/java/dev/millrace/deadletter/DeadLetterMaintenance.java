package dev.millrace.deadletter;

import dev.millrace.log.LimitedLog;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Maintains the dead letters in a thread of its own: metrics and log lines each minute, deletion of old letters each hour. */
@Singleton
public final class DeadLetterMaintenance {
    private static final Logger log = LoggerFactory.getLogger(DeadLetterMaintenance.class);
    private static final LimitedLog faults = new LimitedLog(log);
    private static final Duration INTERVAL = Duration.ofMinutes(1);
    private static final int EXPIRE_AT_EACH = 60;

    private final DeadLetters letters;
    private final DeadLetterConfig config;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread = Thread.ofVirtual().name("dead-letters").unstarted(this::run);

    DeadLetterMaintenance(DeadLetters letters, DeadLetterConfig config) {
        this.letters = letters;
        this.config = config;
    }

    /** Starts the thread. Once. */
    public void start() {
        thread.start();
    }

    /** Ends it, when what it is doing is done. */
    @PreDestroy
    void stop() throws InterruptedException {
        stop.countDown();
        thread.join();
    }

    private void run() {
        try {
            int turn = 0;
            do {
                tick(turn % EXPIRE_AT_EACH == 0);
                turn++;
            } while (!stop.await(INTERVAL.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void tick(boolean isTimeToExpire) {
        try {
            letters.tick();
            int expired = isTimeToExpire ? letters.expire() : 0;
            if (expired > 0) {
                log.warn("{} dead letters are deleted: they were older than {}.", expired, config.maxAge());
            }
        } catch (IOException | RuntimeException e) {
            faults.at(Level.WARN, LimitedLog.kindOf(e)).log(
                    "The dead letters cannot be read or changed: {}", e.toString());
        }
    }
}
