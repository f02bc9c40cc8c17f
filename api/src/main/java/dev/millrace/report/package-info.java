/** What all reports share: the range that is asked for, JSON or CSV, ETags. */
@NullMarked
package dev.millrace.report;

import org.jspecify.annotations.NullMarked;
