/** Updates and deletes page views: finds the views that an edit replaces, and replaces them on the way to ClickHouse. */
@NullMarked
package dev.millrace.traffic.edit;

import org.jspecify.annotations.NullMarked;
