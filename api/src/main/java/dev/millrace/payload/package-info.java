/** Handles payloads without HTTP, of MQTT messages and Kafka records: their format, and dead letters of what is wrong in them. */
@NullMarked
package dev.millrace.payload;

import org.jspecify.annotations.NullMarked;
