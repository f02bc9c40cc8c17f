package dev.millrace;

import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.http.server.netty.NettyServerCustomizer;
import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import jakarta.inject.Singleton;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Watches the event loops and the port: Netty writes a line when one of them ends, and the process goes on without answering. Thread-safe.
 */
@Singleton
final class EventLoopWatch implements BeanCreatedEventListener<NettyServerCustomizer.Registry> {
    private final Set<EventLoopGroup> watched = ConcurrentHashMap.newKeySet();

    @Override
    public NettyServerCustomizer.Registry onCreated(BeanCreatedEvent<NettyServerCustomizer.Registry> event) {
        event.getBean().register(new NettyServerCustomizer() {
            @Override
            public NettyServerCustomizer specializeForChannel(Channel channel, ChannelRole role) {
                if (role == ChannelRole.LISTENER) {
                    channel.closeFuture()
                            .addListener(_ -> FatalExit.now("Nobody listens at %s any more".formatted(channel)));
                }
                watch(channel.eventLoop().parent());
                return this;
            }
        });
        return event.getBean();
    }

    /** Watches the loops of a group. A group that is watched already costs one look-up. */
    void watch(EventLoopGroup group) {
        if (watched.add(group)) {
            for (EventExecutor loop : group) {
                Future<?> _ = loop.terminationFuture()
                        .addListener(
                                _ -> FatalExit.now("An event loop has ended; the log says above what it failed with"));
            }
        }
    }
}
