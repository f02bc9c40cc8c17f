package dev.millrace.deadletter;

/**
 * Bytes that were to be events and can never be accepted.
 *
 * @param bytes the whole array; not to be changed any more
 * @param reason the reason, in words that its sender can act on
 */
public record RefusedPayload(byte[] bytes, String reason) {}
