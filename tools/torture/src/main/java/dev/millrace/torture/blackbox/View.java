package dev.millrace.torture.blackbox;

import java.time.Instant;

/** A page view as a sender describes it. */
record View(long user, long millis, String page) {
    private static final long DAY = 86_400_000;

    /** The day of UTC, counted from 1970. */
    long day() {
        return Math.floorDiv(millis, DAY);
    }

    /** Writes the body of a request that names the id in its path. */
    String json() {
        return "{\"user_id\":%s,\"created_at\":\"%s\",\"page_url\":\"%s\"}"
                .formatted(user, Instant.ofEpochMilli(millis), page);
    }

    /** Writes the view as one of several in a body. */
    String json(long id) {
        return "{\"request_id\":%s,%s".formatted(id, json().substring(1));
    }
}
