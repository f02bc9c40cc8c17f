package dev.millrace.gate;

import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.http.server.HttpServerConfiguration.CorsConfiguration;
import io.micronaut.http.server.cors.CorsOriginConfiguration;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import java.util.List;

/** Permits the origins of the keys in the framework's CORS configuration, beside those in the settings. */
@Singleton
final class OriginsInstaller implements BeanCreatedEventListener<CorsConfiguration> {
    private final Provider<Origins> origins;

    OriginsInstaller(Provider<Origins> origins) {
        this.origins = origins;
    }

    @Override
    public CorsConfiguration onCreated(BeanCreatedEvent<CorsConfiguration> event) {
        CorsConfiguration cors = event.getBean();
        List<String> allowed = List.copyOf(origins.get().allowed());
        for (CorsOriginConfiguration configuration : cors.getConfigurations().values()) {
            configuration.setAllowedOrigins(allowed);
        }
        return cors;
    }
}
