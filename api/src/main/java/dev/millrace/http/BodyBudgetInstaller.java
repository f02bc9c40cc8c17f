package dev.millrace.http;

import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.http.netty.channel.ChannelPipelineCustomizer;
import io.micronaut.http.server.netty.NettyServerCustomizer;
import io.netty.channel.Channel;
import jakarta.inject.Singleton;

/** Puts a {@link BodyBudgetHandler} into every connection. */
@Singleton
final class BodyBudgetInstaller implements BeanCreatedEventListener<NettyServerCustomizer.Registry> {
    private final BodyBudget budget;

    BodyBudgetInstaller(BodyBudget budget) {
        this.budget = budget;
    }

    @Override
    public NettyServerCustomizer.Registry onCreated(BeanCreatedEvent<NettyServerCustomizer.Registry> event) {
        NettyServerCustomizer.Registry registry = event.getBean();
        registry.register(new NettyServerCustomizer() {
            @Override
            public NettyServerCustomizer specializeForChannel(Channel channel, ChannelRole role) {
                return role == ChannelRole.CONNECTION ? new ForConnection(channel, budget) : this;
            }
        });
        return registry;
    }

    private record ForConnection(Channel channel, BodyBudget budget) implements NettyServerCustomizer {
        @Override
        public void onStreamPipelineBuilt() {
            channel.pipeline()
                    .addAfter(
                            ChannelPipelineCustomizer.HANDLER_HTTP_SERVER_CODEC,
                            "body-budget",
                            new BodyBudgetHandler(budget));
        }
    }
}
