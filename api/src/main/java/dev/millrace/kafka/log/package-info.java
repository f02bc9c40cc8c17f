/** Keeps events on brokers between the buffer and the tables: forwards them, and hands them to the drains of all nodes. */
@NullMarked
package dev.millrace.kafka.log;

import org.jspecify.annotations.NullMarked;
