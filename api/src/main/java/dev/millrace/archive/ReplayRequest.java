package dev.millrace.archive;

import dev.millrace.time.TimeRange;
import org.jspecify.annotations.Nullable;

/**
 * Selects the events of a replay.
 *
 * @param received when the events were received
 * @param verdict only events with this verdict; null for all
 * @param isDryRun true if verdicts are to be counted and nothing is to be stored
 */
record ReplayRequest(
        ArchivedKind kind, TimeRange received, @Nullable ArchivedVerdict verdict, boolean isDryRun) {}
