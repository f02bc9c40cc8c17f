/** Takes readings from an MQTT broker, which gets its acknowledgement when they are safe on disk. */
@NullMarked
package dev.millrace.sensor.mqtt;

import org.jspecify.annotations.NullMarked;
