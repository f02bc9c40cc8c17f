package dev.millrace;

import io.micronaut.context.ApplicationContext;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.exceptions.BeanContextException;
import io.micronaut.core.convert.ConversionContext;
import io.micronaut.core.naming.NameUtils;
import io.micronaut.core.type.Argument;
import io.micronaut.inject.BeanDefinition;
import io.micronaut.inject.qualifiers.Qualifiers;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says in one sentence what is wrong with a setting. Left alone, the framework takes the default when a value cannot be read (a
 * {@code MILLRACE_DRAIN_MAX_AGE=soon} would pass unnoticed), and prints a page when one is out of range.
 */
final class SettingsCheck {
    private static final Logger log = LoggerFactory.getLogger(SettingsCheck.class);

    /** Settings that are read elsewhere: before the context exists, by the scripts, by the framework's files, by the simulator. */
    private static final Set<String> OTHERS = Set.of(
            "MILLRACE_PORT",
            "MILLRACE_KAFKA",
            "MILLRACE_KAFKA_BROKER_HOME",
            "MILLRACE_HOST",
            "MILLRACE_ALLOW_OPEN_ACCESS",
            "MILLRACE_DATA_DIR",
            "MILLRACE_CORS_ORIGINS",
            "MILLRACE_LOG_LEVEL",
            "MILLRACE_LOG_FORMAT",
            "MILLRACE_JAVA_OPTS",
            "MILLRACE_CACHE_DIR",
            "MILLRACE_URL",
            "MILLRACE_KEY");

    private static final Pattern VIOLATION = Pattern.compile("\\.(\\w+) - (.*)");

    private final ApplicationContext context;
    private final Set<String> known = new TreeSet<>(OTHERS);

    private SettingsCheck(ApplicationContext context) {
        this.context = context;
    }

    /** @throws StartupException at the first setting with an invalid value */
    static void check(ApplicationContext context, Set<String> environment) {
        SettingsCheck check = new SettingsCheck(context);
        context.getBeanDefinitions(Qualifiers.byStereotype(ConfigurationProperties.class)).stream()
                .filter(config -> config.getBeanType().getName().startsWith("dev.millrace."))
                .forEach(check::checkConfig);
        environment.stream()
                .filter(name -> name.startsWith("MILLRACE_") && !check.known.contains(name))
                .forEach(name -> log.warn("{} is no setting of Millrace; docs/configuration.md lists them all.", name));
    }

    private void checkConfig(BeanDefinition<?> config) {
        String prefix = config.stringValue(ConfigurationProperties.class).orElseThrow();
        for (Argument<?> argument : config.getConstructor().getArguments()) {
            checkReadable(prefix, argument);
        }
        try {
            context.getBean(config);
        } catch (BeanContextException e) {
            throw new StartupException(sentence(prefix, e), e);
        }
    }

    private void checkReadable(String prefix, Argument<?> argument) {
        String variable = variable(prefix, argument.getName());
        known.add(variable);
        Optional<String> text =
                context.getProperty(prefix + "." + NameUtils.hyphenate(argument.getName()), String.class);
        if (text.isPresent()
                && context.getConversionService()
                        .convert(text.get(), ConversionContext.of(argument))
                        .isEmpty()) {
            throw new StartupException("%s=%s cannot be read as %s: see docs/configuration.md."
                    .formatted(variable, text.get(), argument.getType().getSimpleName()));
        }
    }

    private static String sentence(String prefix, BeanContextException failure) {
        String message = "";
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            message = String.valueOf(cause.getMessage());
            Matcher violation = VIOLATION.matcher(message);
            if (violation.find()) {
                return "%s %s: see docs/configuration.md."
                        .formatted(variable(prefix, violation.group(1)), violation.group(2));
            }
        }
        return message;
    }

    private static String variable(String prefix, String name) {
        return "%s_%s"
                .formatted(prefix.replace('.', '_'), NameUtils.hyphenate(name).replace('-', '_'))
                .toUpperCase(Locale.ROOT);
    }
}
