/** A real MQTT broker as a process of its own, for tests and tools. */
@NullMarked
package dev.millrace.broker;

import org.jspecify.annotations.NullMarked;
