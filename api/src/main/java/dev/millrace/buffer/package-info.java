/** Where an event becomes safe: takes encoded rows, keeps them until the drain has stored them. */
@NullMarked
package dev.millrace.buffer;

import org.jspecify.annotations.NullMarked;
