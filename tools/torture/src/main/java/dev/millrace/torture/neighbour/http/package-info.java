/** Connections that send whatever bytes they are given, and read answers one by one or not at all. */
@NullMarked
package dev.millrace.torture.neighbour.http;

import org.jspecify.annotations.NullMarked;
