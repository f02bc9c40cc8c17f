/** Shows where Millrace spends its time. */
@NullMarked
package dev.millrace.benchmarks.profile;

import org.jspecify.annotations.NullMarked;
