/** A TCP proxy that breaks what passes through it, between the service and ClickHouse. */
@NullMarked
package dev.millrace.torture.proxy;

import org.jspecify.annotations.NullMarked;
