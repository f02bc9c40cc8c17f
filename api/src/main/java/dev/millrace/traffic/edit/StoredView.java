package dev.millrace.traffic.edit;

import dev.millrace.traffic.table.ViewRow;

/**
 * A stored view, with the versions that are not merged yet.
 *
 * @param row the version that wins, perhaps a tombstone
 * @param firstVersion the lowest version that is left of it: the view was known from then on, perhaps earlier
 */
record StoredView(ViewRow row, long firstVersion) {}
