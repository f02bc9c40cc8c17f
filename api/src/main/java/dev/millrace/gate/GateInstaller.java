package dev.millrace.gate;

import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.http.netty.channel.ChannelPipelineCustomizer;
import io.micronaut.http.server.netty.NettyServerCustomizer;
import io.netty.channel.Channel;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;

/** Puts a {@link GateHandler} into every connection. */
@Singleton
final class GateInstaller implements BeanCreatedEventListener<NettyServerCustomizer.Registry> {
    private final Provider<GateHandlers> provider;

    /** @param provider because listeners are made first of all, before the settings were looked at */
    GateInstaller(Provider<GateHandlers> provider) {
        this.provider = provider;
    }

    @Override
    public NettyServerCustomizer.Registry onCreated(BeanCreatedEvent<NettyServerCustomizer.Registry> event) {
        NettyServerCustomizer.Registry registry = event.getBean();
        GateHandlers handlers = provider.get();
        registry.register(new NettyServerCustomizer() {
            @Override
            public NettyServerCustomizer specializeForChannel(Channel channel, ChannelRole role) {
                return role == ChannelRole.CONNECTION ? new ForConnection(channel, handlers) : this;
            }
        });
        return registry;
    }

    private record ForConnection(Channel channel, GateHandlers handlers) implements NettyServerCustomizer {
        @Override
        public void onStreamPipelineBuilt() {
            channel.pipeline()
                    .addAfter(ChannelPipelineCustomizer.HANDLER_HTTP_SERVER_CODEC, "gate", handlers.forConnection());
        }
    }
}
