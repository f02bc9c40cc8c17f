package dev.millrace.http;

import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.http.netty.channel.ChannelPipelineCustomizer;
import io.micronaut.http.server.netty.NettyServerCustomizer;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import jakarta.inject.Singleton;

/**
 * Lets the framework answer HEAD as GET. Netty's codec, which comes first and knows the request's method, leaves the body out. The
 * framework's own answer to HEAD has no Content-Length, so it ended the connection, and with it all requests after that one. Thread-safe.
 */
@Singleton
final class HeadRequests implements BeanCreatedEventListener<NettyServerCustomizer.Registry> {
    @Override
    public NettyServerCustomizer.Registry onCreated(BeanCreatedEvent<NettyServerCustomizer.Registry> event) {
        event.getBean()
                .register(new ConnectionStep(channel -> channel.pipeline()
                        .addBefore(ChannelPipelineCustomizer.HANDLER_MICRONAUT_INBOUND, "head", HeadAsGet.INSTANCE)));
        return event.getBean();
    }

    /** Changes the method. */
    @ChannelHandler.Sharable
    private static final class HeadAsGet extends ChannelInboundHandlerAdapter {
        static final HeadAsGet INSTANCE = new HeadAsGet();

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
            if (message instanceof HttpRequest head && head.method().equals(HttpMethod.HEAD)) {
                head.setMethod(HttpMethod.GET);
            }
            super.channelRead(context, message);
        }
    }
}
