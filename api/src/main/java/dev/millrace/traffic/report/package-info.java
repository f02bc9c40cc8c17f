/** Answers reports about page views: pages of a user, pages and hours of the site. */
@NullMarked
package dev.millrace.traffic.report;

import org.jspecify.annotations.NullMarked;
