/** A real Kafka broker as a process of its own, for tests, tools and {@code MILLRACE_KAFKA=embedded}. */
@NullMarked
package dev.millrace.broker.kafka;

import org.jspecify.annotations.NullMarked;
