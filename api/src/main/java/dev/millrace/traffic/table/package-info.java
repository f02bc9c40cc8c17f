/** Defines the tables of page views and the rows in them. */
@NullMarked
package dev.millrace.traffic.table;

import org.jspecify.annotations.NullMarked;
