/** Decides from its head whether a request may come in, before its body is read; and for how long a sender may take. */
@NullMarked
package dev.millrace.gate;

import org.jspecify.annotations.NullMarked;
