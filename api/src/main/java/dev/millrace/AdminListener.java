package dev.millrace;

import io.micronaut.context.ApplicationContext;
import io.micronaut.context.env.Environment;
import io.micronaut.context.env.PropertySource;
import java.util.Map;

/** Has the server listen on a second port, if {@code MILLRACE_ADMIN_PORT} names one. */
final class AdminListener {
    private static final String LISTENERS = "micronaut.server.netty.listeners.";
    private static final String LOOPBACK = "127.0.0.1";
    private static final int DEFAULT_PORT = 8080;

    private AdminListener() {}

    /**
     * Adds the properties; to be called before the context starts. A port that is no number is left to the check of the settings.
     *
     * @throws StartupException if other machines could administrate a service that asks for no keys
     */
    static void add(ApplicationContext context, Settings settings) {
        Environment environment = context.getEnvironment();
        int port = environment.getProperty("millrace.admin.port", Integer.class).orElse(0);
        if (port == 0) {
            return;
        }
        String host =
                environment.getProperty("millrace.admin.host", String.class).orElse(LOOPBACK);
        settings.checkSafe("MILLRACE_ADMIN_HOST", host);
        environment.addPropertySource(PropertySource.of(
                "admin-listener",
                Map.of(
                        LISTENERS + "a-service.host",
                        environment.getProperty("millrace.host", String.class).orElse(LOOPBACK),
                        LISTENERS + "a-service.port",
                        environment.getProperty("millrace.port", Integer.class).orElse(DEFAULT_PORT),
                        LISTENERS + "b-admin.host",
                        host,
                        LISTENERS + "b-admin.port",
                        port)));
    }
}
