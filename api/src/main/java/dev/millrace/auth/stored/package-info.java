/** Keeps the keys that administrators make through the API in ClickHouse, and a copy of them on each node. */
@NullMarked
package dev.millrace.auth.stored;

import org.jspecify.annotations.NullMarked;
