/** Takes events from topics of Kafka; their offsets are committed when the events are safe on disk. */
@NullMarked
package dev.millrace.kafka;

import org.jspecify.annotations.NullMarked;
