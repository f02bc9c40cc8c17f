package dev.millrace.buffer;

/**
 * Row counts since this process started. Appended rows are counted as they arrive and committed rows when they are read back, so that
 * {@code appended = pending + committed + set aside} can be checked from outside.
 *
 * @param pending appended by this process, and neither committed nor set aside
 * @param recovered appended by an earlier process and committed by this one. The number of those that still wait is unknown until they are
 * read
 * @param setAside appended by this process, but found damaged when they were read back
 */
public record BufferRows(long pending, long recovered, long setAside) {}
