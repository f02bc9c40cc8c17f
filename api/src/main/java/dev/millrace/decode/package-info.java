/** Decodes bodies beside the event loops, in turns of their senders. */
@NullMarked
package dev.millrace.decode;

import org.jspecify.annotations.NullMarked;
