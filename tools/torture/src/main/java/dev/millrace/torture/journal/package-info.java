/** Keeps requests and answers on disk, before anything is checked. */
@NullMarked
package dev.millrace.torture.journal;

import org.jspecify.annotations.NullMarked;
