/** Decides from its head whether a request may come in, before its body is read; bounds the time that a sender may take. */
@NullMarked
package dev.millrace.gate;

import org.jspecify.annotations.NullMarked;
