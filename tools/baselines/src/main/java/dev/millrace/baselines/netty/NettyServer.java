package dev.millrace.baselines.netty;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.handler.codec.http.HttpServerCodec;
import java.util.function.Supplier;

/** Listens on loopback with nothing but the HTTP codec before the handlers. */
final class NettyServer {
    private NettyServer() {}

    /** Returns when it listens; ends the process with one sentence if the transport cannot be had. */
    static void start(int port, String transportName, Supplier<ChannelHandler[]> handlers) throws InterruptedException {
        Transport transport = Transport.of(transportName);
        if (transport.fault() != null) {
            System.err.println(transportName + " cannot be used here: " + transport.fault());
            System.exit(1);
        }
        var loops = new MultiThreadIoEventLoopGroup(Runtime.getRuntime().availableProcessors(), transport.handlers());
        new ServerBootstrap()
                .group(loops)
                .channel(transport.channel())
                .option(ChannelOption.SO_BACKLOG, 1024)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new HttpServerCodec()).addLast(handlers.get());
                    }
                })
                .bind("127.0.0.1", port)
                .sync();
        System.out.println("listens on " + port);
    }
}
