package dev.millrace.auth;

import org.jspecify.annotations.Nullable;

/** Parses the limits of a key. */
final class QuotaFields {
    private static final long DEFAULT_BURST_SECONDS = 10;
    private static final long DEFAULT_MIN_REQUEST_BYTES = 1024;

    private QuotaFields() {}

    /** Null if the key has no limit. */
    static @Nullable Quota parse(EntryFields fields) {
        TokenBucket bytes = bucket(fields, "bytes_per_second", "burst_bytes");
        TokenBucket requests = bucket(fields, "requests_per_second", "burst_requests");
        TokenBucket events = bucket(fields, "events_per_second", "burst_events");
        Long minimum = fields.number("min_request_bytes", 0, TokenBucket.MAX);
        if (bytes == null && minimum != null) {
            throw fields.wrong("burst_bytes and min_request_bytes need bytes_per_second");
        }
        if (bytes == null && requests == null && events == null) {
            return null;
        }
        long least = 0;
        if (bytes != null) {
            least = minimum != null ? minimum : Math.min(DEFAULT_MIN_REQUEST_BYTES, bytes.burst());
            if (least > bytes.burst()) {
                throw fields.wrong("min_request_bytes must not exceed burst_bytes");
            }
        }
        return new Quota(bytes, least, requests, events);
    }

    private static @Nullable TokenBucket bucket(EntryFields fields, String rateField, String burstField) {
        Long rate = fields.number(rateField, 1, TokenBucket.MAX);
        Long burst = fields.number(burstField, 1, TokenBucket.MAX);
        if (rate == null) {
            if (burst != null) {
                throw fields.wrong(
                        burstField.equals("burst_bytes")
                                ? "burst_bytes and min_request_bytes need bytes_per_second"
                                : burstField + " needs " + rateField);
            }
            return null;
        }
        long most = burst != null ? burst : Math.min(rate * DEFAULT_BURST_SECONDS, TokenBucket.MAX);
        return new TokenBucket(rate, most, System::nanoTime);
    }
}
