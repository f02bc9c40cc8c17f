package dev.millrace.baselines.netty;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import org.jspecify.annotations.Nullable;

/** A Netty transport. */
record Transport(
        IoHandlerFactory handlers,
        Class<? extends ServerChannel> channel,
        @Nullable Throwable fault) {
    /** Returns the transport of a name: nio, epoll or io_uring. */
    static Transport of(String name) {
        return switch (name) {
            case "nio" -> new Transport(NioIoHandler.newFactory(), NioServerSocketChannel.class, null);
            case "epoll" -> {
                Throwable fault = Epoll.unavailabilityCause();
                yield new Transport(
                        fault == null ? EpollIoHandler.newFactory() : NioIoHandler.newFactory(),
                        EpollServerSocketChannel.class,
                        fault);
            }
            case "io_uring" -> {
                Throwable fault = IoUring.unavailabilityCause();
                yield new Transport(
                        fault == null ? IoUringIoHandler.newFactory() : NioIoHandler.newFactory(),
                        IoUringServerSocketChannel.class,
                        fault);
            }
            default -> throw new IllegalArgumentException(name + " is no transport: nio, epoll or io_uring");
        };
    }
}
