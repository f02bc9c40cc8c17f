/** Commands for operators: they talk to a running service, or make a key for one. */
@NullMarked
package dev.millrace.cli;

import org.jspecify.annotations.NullMarked;
