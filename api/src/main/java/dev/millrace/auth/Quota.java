package dev.millrace.auth;

/**
 * How much the requests with one key may send.
 *
 * @param bucket what is left at the moment
 * @param minRequestBytes what a request counts as at least
 */
public record Quota(TokenBucket bucket, long minRequestBytes) {
    /** What a request counts as whose body has that many bytes. */
    public long cost(long bodyBytes) {
        return Math.max(bodyBytes, minRequestBytes);
    }
}
