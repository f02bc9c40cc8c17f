/** Replays an access log as page views and compares the daily reports with an own count. */
@NullMarked
package dev.millrace.simulator.replay;

import org.jspecify.annotations.NullMarked;
