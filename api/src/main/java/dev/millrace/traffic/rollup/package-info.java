/** Defines the rollups of page views: users and the site, by the hour. */
@NullMarked
package dev.millrace.traffic.rollup;

import org.jspecify.annotations.NullMarked;
