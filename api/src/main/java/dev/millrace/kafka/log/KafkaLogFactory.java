package dev.millrace.kafka.log;

import dev.millrace.buffer.Replication;
import dev.millrace.clickhouse.shard.Shards;
import dev.millrace.deadletter.DeadLetters;
import dev.millrace.drain.DrainConfig;
import dev.millrace.drain.ReplicatedLog;
import dev.millrace.kafka.ClientSettings;
import dev.millrace.kafka.KafkaConfig;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;

/** Makes the second log, if the settings ask for one. */
@Factory
final class KafkaLogFactory {
    @Singleton
    Replication replication(KafkaLogConfig config, KafkaConfig kafka) {
        if (!kafka.bootstrapServers().isEmpty() && !kafka.isOn() && !config.isOn()) {
            throw new IllegalArgumentException(
                    "MILLRACE_KAFKA_BOOTSTRAP_SERVERS is set, and nothing uses it: name topics in"
                            + " MILLRACE_KAFKA_TRAFFIC_TOPICS or MILLRACE_KAFKA_SENSOR_TOPICS, or set MILLRACE_KAFKA_LOG_MODE=on");
        }
        return config.isOn() ? new Replication(config.copies()) : Replication.NONE;
    }

    @Bean(
            typed = {ReplicatedLog.class, dev.millrace.health.HealthRemark.class},
            preDestroy = "close")
    @Singleton
    @Requires(property = "millrace.kafka.log.mode", pattern = "on|drain")
    KafkaLog kafkaLog(
            KafkaLogConfig config,
            KafkaConfig kafka,
            ClientSettings settings,
            LogTopics topics,
            Shards shards,
            DeadLetters letters,
            MeterRegistry registry,
            DrainConfig drain) {
        if (kafka.bootstrapServers().isEmpty()) {
            throw new IllegalArgumentException(
                    "MILLRACE_KAFKA_LOG_MODE=%s needs MILLRACE_KAFKA_BOOTSTRAP_SERVERS".formatted(config.mode()));
        }
        return new KafkaLog(config, settings, topics, shards, letters, registry, drain);
    }
}
