/** Senders that post, repeat, edit and delete page views while things break. */
@NullMarked
package dev.millrace.torture.load;

import org.jspecify.annotations.NullMarked;
