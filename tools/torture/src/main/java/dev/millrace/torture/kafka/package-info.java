/** Breaks Kafka brokers, and nodes that forward to them. */
@NullMarked
package dev.millrace.torture.kafka;

import org.jspecify.annotations.NullMarked;
