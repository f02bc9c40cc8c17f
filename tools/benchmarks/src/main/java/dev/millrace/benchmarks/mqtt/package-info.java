/** Readings that come from a broker, beside what the broker itself can deliver. */
@NullMarked
package dev.millrace.benchmarks.mqtt;

import org.jspecify.annotations.NullMarked;
