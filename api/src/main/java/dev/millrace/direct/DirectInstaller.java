package dev.millrace.direct;

import dev.millrace.http.ConnectionStep;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.http.netty.channel.ChannelPipelineCustomizer;
import io.micronaut.http.server.netty.NettyServerCustomizer;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;

/** Puts a {@link DirectHandler} into every connection, right in front of the framework's own. */
@Singleton
final class DirectInstaller implements BeanCreatedEventListener<NettyServerCustomizer.Registry> {
    private final Provider<DirectHandlers> provider;

    /** @param provider because listeners are made first of all, before the settings are checked */
    DirectInstaller(Provider<DirectHandlers> provider) {
        this.provider = provider;
    }

    @Override
    public NettyServerCustomizer.Registry onCreated(BeanCreatedEvent<NettyServerCustomizer.Registry> event) {
        DirectHandlers handlers = provider.get();
        event.getBean()
                .register(new ConnectionStep(channel -> channel.pipeline()
                        .addBefore(
                                ChannelPipelineCustomizer.HANDLER_MICRONAUT_INBOUND,
                                "direct",
                                handlers.forConnection(channel))));
        return event.getBean();
    }
}
