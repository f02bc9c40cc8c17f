package dev.millrace.buffer;

/**
 * Rows since this process started. What was appended is counted when it comes, what is committed when it was read back, so that
 * {@code appended = pending + committed + set aside} can be checked from outside.
 *
 * @param pending appended by this process, and neither committed nor set aside
 * @param recovered appended by an earlier process and committed by this one. How many of those still wait is not known before they are
 *     read
 * @param setAside appended by this process, but damaged when they were read back
 */
public record BufferRows(long pending, long recovered, long setAside) {}
