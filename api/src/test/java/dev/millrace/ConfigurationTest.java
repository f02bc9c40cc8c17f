package dev.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.archive.ArchiveConfig;
import dev.millrace.auth.AuthConfig;
import dev.millrace.buffer.disk.DiskBufferConfig;
import dev.millrace.buffer.disk.FairBufferConfig;
import dev.millrace.clickhouse.ReportConfig;
import dev.millrace.clickhouse.shard.ClickHouseConfig;
import dev.millrace.deadletter.DeadLetterConfig;
import dev.millrace.decode.DecodeConfig;
import dev.millrace.drain.DrainConfig;
import dev.millrace.gate.HttpConfig;
import dev.millrace.intake.IntakeConfig;
import dev.millrace.kafka.KafkaConfig;
import dev.millrace.kafka.KafkaSaslConfig;
import dev.millrace.kafka.KafkaTlsConfig;
import dev.millrace.rollup.RollupConfig;
import dev.millrace.sensor.mqtt.MqttConfig;
import dev.millrace.sensor.table.SensorArchiveConfig;
import dev.millrace.sensor.table.SensorConfig;
import dev.millrace.traffic.table.TrafficArchiveConfig;
import dev.millrace.traffic.table.TrafficConfig;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import io.micronaut.core.naming.NameUtils;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A setting whose name or default changes has to change in the documentation too. */
class ConfigurationTest {
    record Setting(String variable, String defaultValue) {}

    static Stream<Setting> settings() {
        return Stream.of(
                        IntakeConfig.class,
                        ArchiveConfig.class,
                        TrafficArchiveConfig.class,
                        SensorArchiveConfig.class,
                        TrafficConfig.class,
                        SensorConfig.class,
                        MqttConfig.class,
                        KafkaConfig.class,
                        KafkaTlsConfig.class,
                        KafkaSaslConfig.class,
                        DecodeConfig.class,
                        DiskBufferConfig.class,
                        FairBufferConfig.class,
                        DrainConfig.class,
                        DeadLetterConfig.class,
                        ClickHouseConfig.class,
                        ReportConfig.class,
                        RollupConfig.class,
                        HttpConfig.class,
                        AuthConfig.class)
                .flatMap(ConfigurationTest::settingsOf);
    }

    private static Stream<Setting> settingsOf(Class<? extends Record> config) {
        String prefix = Objects.requireNonNull(config.getAnnotation(ConfigurationProperties.class))
                .value();
        return Arrays.stream(config.getRecordComponents()).map(component -> setting(config, prefix, component));
    }

    private static Setting setting(Class<? extends Record> config, String prefix, RecordComponent component) {
        String property = prefix + "." + NameUtils.hyphenate(component.getName());
        String variable = property.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
        Bindable bindable = Arrays.stream(config.getDeclaredConstructors()[0].getParameters())
                .filter(parameter -> parameter.getName().equals(component.getName()))
                .map(parameter -> parameter.getAnnotation(Bindable.class))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
        return new Setting(variable, bindable == null ? "" : bindable.defaultValue());
    }

    @ParameterizedTest
    @MethodSource("settings")
    void everySettingIsDocumentedWithItsDefault(Setting setting) throws IOException {
        String shortName = setting.variable().replaceFirst("MILLRACE_CLICKHOUSE_(\\w+_PASSWORD)", "..._$1");
        String line = Files.readAllLines(Path.of("../docs/configuration.md")).stream()
                .filter(row -> row.contains("`" + setting.variable() + "`") || row.contains("`" + shortName + "`"))
                .findFirst()
                .orElse("");
        assertThat(line).as(setting.variable()).isNotEmpty().contains(setting.defaultValue());
    }
}
