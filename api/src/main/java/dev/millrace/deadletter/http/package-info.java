/** Serves operators: shows, replays and discards dead letters. */
@NullMarked
package dev.millrace.deadletter.http;

import org.jspecify.annotations.NullMarked;
