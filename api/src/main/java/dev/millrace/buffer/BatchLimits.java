package dev.millrace.buffer;

import java.time.Duration;

/**
 * Limits of a chunk: it is complete when the first of them is reached.
 *
 * @param maxRows rows, 1 or more; a frame is never cut, so a chunk can exceed it by one frame
 * @param maxBytes bytes of rows, 1 or more; also exceeded by at most one frame
 * @param maxAge how long the oldest row waits for others
 */
public record BatchLimits(int maxRows, int maxBytes, Duration maxAge) {}
