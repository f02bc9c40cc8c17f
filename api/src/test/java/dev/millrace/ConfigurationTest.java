package dev.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import io.micronaut.core.naming.NameUtils;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A setting whose name or default changes has to change in the documentation too. */
class ConfigurationTest {
    record Setting(String variable, String defaultValue) {}

    static List<Setting> settings() throws IOException {
        Path sources = Path.of("src/main/java");
        List<Setting> settings = new ArrayList<>();
        try (Stream<Path> files = Files.walk(sources)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (Files.readString(file).contains("\n@ConfigurationProperties(")) {
                    String name = sources.relativize(file)
                            .toString()
                            .replace(".java", "")
                            .replace('/', '.');
                    settings.addAll(settingsOf(Class.forName(name)));
                }
            }
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
        return settings;
    }

    private static List<Setting> settingsOf(Class<?> config) {
        String prefix = Objects.requireNonNull(config.getAnnotation(ConfigurationProperties.class))
                .value();
        return Arrays.stream(config.getRecordComponents())
                .map(component -> setting(config, prefix, component))
                .toList();
    }

    private static Setting setting(Class<?> config, String prefix, RecordComponent component) {
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
