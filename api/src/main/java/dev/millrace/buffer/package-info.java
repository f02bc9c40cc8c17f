/** Makes events safe: takes encoded rows and keeps them until the drain has stored them. */
@NullMarked
package dev.millrace.buffer;

import org.jspecify.annotations.NullMarked;
