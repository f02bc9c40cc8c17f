package dev.millrace.drain;

import io.micronaut.scheduling.annotation.Scheduled;
import jakarta.inject.Singleton;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the dead letters need now and then. */
@Singleton
final class DeadLetterKeeper {
    private static final Logger log = LoggerFactory.getLogger(DeadLetterKeeper.class);

    private final DeadLetters letters;
    private final DeadLetterConfig config;

    DeadLetterKeeper(DeadLetters letters, DeadLetterConfig config) {
        this.letters = letters;
        this.config = config;
    }

    /** Keeps figures and log up to date, from the start on. */
    @Scheduled(initialDelay = "0s", fixedDelay = "1m")
    void tick() {
        try {
            letters.tick();
        } catch (IOException e) {
            log.warn("The dead letters cannot be read: {}", e.toString());
        }
    }

    /** Deletes what is too old. */
    @Scheduled(initialDelay = "1s", fixedDelay = "1h")
    void expire() {
        try {
            int expired = letters.expire();
            if (expired > 0) {
                log.warn("{} dead letters are deleted: they were older than {}.", expired, config.maxAge());
            }
        } catch (IOException e) {
            log.warn("Dead letters that are too old cannot be deleted: {}", e.toString());
        }
    }
}
