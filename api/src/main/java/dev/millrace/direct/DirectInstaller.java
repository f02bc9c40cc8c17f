package dev.millrace.direct;

import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.http.netty.channel.ChannelPipelineCustomizer;
import io.micronaut.http.server.netty.NettyServerCustomizer;
import io.netty.channel.Channel;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;

/** Puts a {@link DirectHandler} into every connection, right in front of the framework's own. */
@Singleton
final class DirectInstaller implements BeanCreatedEventListener<NettyServerCustomizer.Registry> {
    private final Provider<DirectHandlers> provider;

    /** @param provider because listeners are made first of all, before the settings were looked at */
    DirectInstaller(Provider<DirectHandlers> provider) {
        this.provider = provider;
    }

    @Override
    public NettyServerCustomizer.Registry onCreated(BeanCreatedEvent<NettyServerCustomizer.Registry> event) {
        NettyServerCustomizer.Registry registry = event.getBean();
        DirectHandlers handlers = provider.get();
        registry.register(new NettyServerCustomizer() {
            @Override
            public NettyServerCustomizer specializeForChannel(Channel channel, ChannelRole role) {
                return role == ChannelRole.CONNECTION ? new ForConnection(channel, handlers) : this;
            }
        });
        return registry;
    }

    private record ForConnection(Channel channel, DirectHandlers handlers) implements NettyServerCustomizer {
        @Override
        public void onStreamPipelineBuilt() {
            channel.pipeline()
                    .addBefore(
                            ChannelPipelineCustomizer.HANDLER_MICRONAUT_INBOUND,
                            "direct",
                            handlers.forConnection(channel.eventLoop()));
        }
    }
}
