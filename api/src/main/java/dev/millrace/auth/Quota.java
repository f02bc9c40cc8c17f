package dev.millrace.auth;

/**
 * Bounds how much the requests with one key may send.
 *
 * @param bucket what is left at the moment
 * @param minRequestBytes the least that a request counts
 */
public record Quota(TokenBucket bucket, long minRequestBytes) {
    /** Returns what a request counts whose body has {@code bodyBytes}. */
    public long cost(long bodyBytes) {
        return Math.max(bodyBytes, minRequestBytes);
    }
}
