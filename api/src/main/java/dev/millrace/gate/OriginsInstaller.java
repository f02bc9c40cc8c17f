package dev.millrace.gate;

import dev.millrace.auth.LiveKeys;
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
    private final Provider<LiveKeys> keys;

    OriginsInstaller(Provider<Origins> origins, Provider<LiveKeys> keys) {
        this.origins = origins;
        this.keys = keys;
    }

    @Override
    public CorsConfiguration onCreated(BeanCreatedEvent<CorsConfiguration> event) {
        CorsConfiguration cors = event.getBean();
        Origins permitted = origins.get();
        permit(cors, permitted);
        // After Origins, which was made before and listens, too. The framework looks at the list for each request.
        keys.get().onChange(() -> permit(cors, permitted));
        return cors;
    }

    private static void permit(CorsConfiguration cors, Origins permitted) {
        List<String> allowed = List.copyOf(permitted.allowed());
        for (CorsOriginConfiguration configuration : cors.getConfigurations().values()) {
            configuration.setAllowedOrigins(allowed);
        }
    }
}
