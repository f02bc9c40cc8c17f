/** Commands for operators that talk to a running service. */
@NullMarked
package dev.millrace.cli;

import org.jspecify.annotations.NullMarked;
