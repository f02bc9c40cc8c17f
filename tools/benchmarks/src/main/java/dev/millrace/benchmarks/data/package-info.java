/** Page views of a site that does not exist, the same for the same seed. */
@NullMarked
package dev.millrace.benchmarks.data;

import org.jspecify.annotations.NullMarked;
