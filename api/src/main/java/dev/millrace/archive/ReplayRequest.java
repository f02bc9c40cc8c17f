package dev.millrace.archive;

import dev.millrace.time.TimeRange;
import org.jspecify.annotations.Nullable;

/**
 * What a replay is asked to send through the rules again.
 *
 * @param received when the events came
 * @param verdict only those of which this became; null for all
 * @param isDryRun true if verdicts are to be counted and nothing is to be stored
 */
record ReplayRequest(
        ArchivedKind kind, TimeRange received, @Nullable ArchivedVerdict verdict, boolean isDryRun) {}
