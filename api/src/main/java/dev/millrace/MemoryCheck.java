package dev.millrace;

import dev.millrace.clickhouse.ReportConfig;
import dev.millrace.decode.DecodeConfig;
import dev.millrace.drain.DrainConfig;
import dev.millrace.gate.HttpConfig;
import dev.millrace.intake.IntakeConfig;
import dev.millrace.kafka.KafkaConfig;
import dev.millrace.kafka.log.KafkaLogConfig;
import dev.millrace.sensor.mqtt.MqttConfig;
import io.micronaut.context.ApplicationContext;
import io.netty.util.internal.PlatformDependent;

/**
 * Compares the bounds of everything that waits in memory with the memory that the JVM has, so that a service which uses all that its
 * settings allow does not run out of memory.
 */
final class MemoryCheck {
    private static final long MEGABYTE = 1 << 20;

    /** Heap of an idle service: 37 MB were measured after a collection. */
    private static final long SERVICE_BYTES = 40 * MEGABYTE;

    /** Heap of one report: its text in memory, and the buffers of its connection to ClickHouse. */
    private static final long REPORT_BYTES = MEGABYTE;

    /** Netty may fill only a part of each buffer that it reads a body into. */
    private static final int BUFFERS_OF_A_BODY = 4;

    private MemoryCheck() {}

    /** @throws StartupException if the settings allow more than there is memory */
    static void check(ApplicationContext context) {
        check(
                context.getBean(HttpConfig.class),
                context.getBean(IntakeConfig.class),
                context.getBean(DecodeConfig.class),
                context.getBean(DrainConfig.class),
                context.getBean(ReportConfig.class),
                context.getBean(MqttConfig.class),
                context.getBean(KafkaConfig.class).maxBytes()
                        + context.getBean(KafkaLogConfig.class).maxBytes(),
                Runtime.getRuntime().maxMemory(),
                PlatformDependent.maxDirectMemory());
    }

    static void check(
            HttpConfig http,
            IntakeConfig intake,
            DecodeConfig decode,
            DrainConfig drain,
            ReportConfig reports,
            MqttConfig mqtt,
            long kafkaBytes,
            long heap,
            long direct) {
        long onHeap = SERVICE_BYTES
                + http.maxInFlightBytes()
                + decode.maxBytes(intake.maxDecompressedBytes())
                + (long) drain.inserts() * drain.maxBytes()
                + reports.maxConnections() * REPORT_BYTES
                + (mqtt.url().isEmpty() ? 0 : mqtt.maxWaitingBytes())
                + kafkaBytes;
        if (onHeap > heap) {
            throw new StartupException(
                    ("The settings allow %s MB of bodies, batches, reports and messages at once, and the heap has %s MB:"
                                    + " give the JVM more (MILLRACE_JAVA_OPTS=-Xmx%sm) or lower MILLRACE_HTTP_MAX_IN_FLIGHT_BYTES,"
                                    + " MILLRACE_INTAKE_MAX_DECOMPRESSED_BYTES, MILLRACE_DRAIN_MAX_BYTES, MILLRACE_MQTT_MAX_WAITING_BYTES, MILLRACE_KAFKA_MAX_WAITING_BYTES or MILLRACE_KAFKA_LOG_MAX_WAITING_BYTES.")
                            .formatted(megabytes(onHeap), heap / MEGABYTE, megabytes(onHeap)));
        }
        long inBuffers =
                BUFFERS_OF_A_BODY * http.maxInFlightBytes() + http.maxUnfinishedHeadBytes() + http.maxUnreadBytes();
        if (inBuffers > direct) {
            throw new StartupException(
                    ("The settings allow %s MB of buffers for connections, and there are %s MB of direct memory:"
                                    + " give the JVM more (MILLRACE_JAVA_OPTS=-XX:MaxDirectMemorySize=%sm) or lower"
                                    + " MILLRACE_HTTP_MAX_IN_FLIGHT_BYTES, MILLRACE_HTTP_MAX_UNFINISHED_HEAD_BYTES or MILLRACE_HTTP_MAX_UNREAD_BYTES.")
                            .formatted(megabytes(inBuffers), direct / MEGABYTE, megabytes(inBuffers)));
        }
    }

    private static long megabytes(long bytes) {
        return Math.ceilDiv(bytes, MEGABYTE);
    }
}
