/** Servers of Netty alone: what a machine can do at most. */
@NullMarked
package dev.millrace.baselines.netty;

import org.jspecify.annotations.NullMarked;
