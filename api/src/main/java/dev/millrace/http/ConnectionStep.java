package dev.millrace.http;

import io.micronaut.http.server.netty.NettyServerCustomizer;
import io.netty.channel.Channel;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Changes the pipeline of each connection, once the framework has built it. Thread-safe if the step is. */
public final class ConnectionStep implements NettyServerCustomizer {
    private final Consumer<Channel> step;

    /** Null before it is about one connection. */
    private final @Nullable Channel connection;

    /** @param step run by the connection's event loop */
    public ConnectionStep(Consumer<Channel> step) {
        this(step, null);
    }

    private ConnectionStep(Consumer<Channel> step, @Nullable Channel connection) {
        this.step = step;
        this.connection = connection;
    }

    @Override
    public NettyServerCustomizer specializeForChannel(Channel channel, ChannelRole role) {
        return role == ChannelRole.CONNECTION ? new ConnectionStep(step, channel) : this;
    }

    @Override
    public void onStreamPipelineBuilt() {
        if (connection != null) {
            step.accept(connection);
        }
    }
}
