/** Updates and deletions of page views: what they replace is found, and replaced, on the way to ClickHouse. */
@NullMarked
package dev.millrace.traffic.edit;

import org.jspecify.annotations.NullMarked;
