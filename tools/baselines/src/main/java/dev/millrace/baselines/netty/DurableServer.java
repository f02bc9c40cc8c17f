package dev.millrace.baselines.netty;

import dev.millrace.buffer.disk.DiskBuffer;
import dev.millrace.buffer.disk.DiskBufferConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.channel.ChannelHandler;
import io.netty.handler.codec.http.HttpObjectAggregator;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;

/** Netty, a parser for exactly the load's events, and Millrace's buffer on disk: what durable single events cost at least. Nothing drains it. */
public final class DurableServer {
    private static final int MAX_BODY_BYTES = 1 << 16;

    private DurableServer() {}

    /** @param args port, transport, and a directory */
    static void main(String[] args) throws IOException, InterruptedException {
        var config = new DiskBufferConfig(1L << 40, 64 << 20, 16 << 20, Duration.ofNanos(100_000));
        DiskBuffer buffer = DiskBuffer.open(Path.of(args[2]), config, FileChannel::open, new SimpleMeterRegistry());
        NettyServer.start(Integer.parseInt(args[0]), args[1], () ->
                new ChannelHandler[] {new HttpObjectAggregator(MAX_BODY_BYTES), new DurableHandler(buffer)});
    }
}
