/** Where Millrace's time goes. */
@NullMarked
package dev.millrace.benchmarks.profile;

import org.jspecify.annotations.NullMarked;
