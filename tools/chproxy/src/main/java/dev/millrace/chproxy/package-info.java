/** A real chproxy as a process of its own, for tests and tools. */
@NullMarked
package dev.millrace.chproxy;

import org.jspecify.annotations.NullMarked;
