package dev.millrace.gate;

import dev.millrace.http.ConnectionStep;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.http.netty.channel.ChannelPipelineCustomizer;
import io.micronaut.http.server.netty.NettyServerCustomizer;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;

/**
 * Puts TLS if it is on, a {@link PipelinePacer}, a {@link ServerCodec}, a {@link HalfCloseHandler} and a {@link GateHandler} into every connection.
 */
@Singleton
final class GateInstaller implements BeanCreatedEventListener<NettyServerCustomizer.Registry> {
    private final Provider<GateHandlers> provider;

    /** @param provider because listeners are made first of all, before the settings are checked */
    GateInstaller(Provider<GateHandlers> provider) {
        this.provider = provider;
    }

    @Override
    public NettyServerCustomizer.Registry onCreated(BeanCreatedEvent<NettyServerCustomizer.Registry> event) {
        GateHandlers handlers = provider.get();
        event.getBean().register(new ConnectionStep(channel -> install(handlers, channel)));
        return event.getBean();
    }

    private static void install(GateHandlers handlers, Channel channel) {
        String codec = ChannelPipelineCustomizer.HANDLER_HTTP_SERVER_CODEC;
        channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        ServerCodec serverCodec = handlers.codec();
        channel.pipeline().replace(codec, codec, serverCodec);
        channel.pipeline().addBefore(codec, "pipeline-pacer", handlers.pacer(serverCodec));
        channel.pipeline().addAfter(codec, "gate", handlers.forConnection());
        channel.pipeline().addAfter(codec, "half-closed", new HalfCloseHandler());
        handlers.encrypt(channel);
    }
}
