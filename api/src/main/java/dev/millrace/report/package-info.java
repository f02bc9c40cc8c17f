/** Shared by all reports: the requested range, JSON or CSV, ETags. */
@NullMarked
package dev.millrace.report;

import org.jspecify.annotations.NullMarked;
