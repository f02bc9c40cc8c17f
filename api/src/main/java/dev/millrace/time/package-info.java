/** Times as senders and readers write them. */
@NullMarked
package dev.millrace.time;

import org.jspecify.annotations.NullMarked;
