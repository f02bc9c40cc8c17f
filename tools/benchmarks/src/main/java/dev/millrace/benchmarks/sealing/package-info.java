/** What sealing does to inserts and reports beside it. */
@NullMarked
package dev.millrace.benchmarks.sealing;

import org.jspecify.annotations.NullMarked;
