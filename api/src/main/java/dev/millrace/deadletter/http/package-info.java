/** What an operator does with dead letters: look at them, replay them, discard them. */
@NullMarked
package dev.millrace.deadletter.http;

import org.jspecify.annotations.NullMarked;
