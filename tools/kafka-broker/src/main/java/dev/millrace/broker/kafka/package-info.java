/** A real Kafka broker as a process of its own, for tests and tools. */
@NullMarked
package dev.millrace.broker.kafka;

import org.jspecify.annotations.NullMarked;
