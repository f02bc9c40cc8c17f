package dev.millrace.buffer;

import java.time.Duration;

/**
 * When a chunk is complete: at whichever limit comes first.
 *
 * @param maxRows rows, 1 or more; a frame is never cut, so a chunk can exceed it by one frame
 * @param maxBytes bytes of rows, 1 or more; exceeded by at most one frame, too
 * @param maxAge how long the oldest row waits for company
 */
public record BatchLimits(int maxRows, int maxBytes, Duration maxAge) {}
