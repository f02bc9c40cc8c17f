package dev.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A process, of which something ends that it cannot do without, does not stay as if nothing was. */
@Timeout(60)
class FatalExitTest {
    private record End(int exitCode, String output) {}

    @Test
    void aThreadThatEndsIsNotOnlyALineOfTheLog() throws Exception {
        End end = run("thread");
        assertThat(end.exitCode).isEqualTo(FatalExit.EXIT_CODE);
        assertThat(end.output)
                .contains("Millrace ends", "The thread drain-1 has ended", "IllegalStateException: broken");
    }

    @Test
    void directMemoryThatRunsOutInAThreadDoesNotLeaveTheProcessWithoutIt() throws Exception {
        End end = run("memory");
        assertThat(end.exitCode).isEqualTo(FatalExit.EXIT_CODE);
        assertThat(end.output).contains("The thread buffer-writer has ended", "OutOfMemoryError");
    }

    @Test
    void anEventLoopThatEndsDoesNotLeaveADeafProcess() throws Exception {
        End end = run("loop");
        assertThat(end.exitCode).isEqualTo(FatalExit.EXIT_CODE);
        assertThat(end.output).contains("An event loop has ended", "no memory for a loop");
    }

    @Test
    void aStopIsNoFatalExit() throws Exception {
        End end = run("stop");
        assertThat(end.exitCode).isZero();
        assertThat(end.output).doesNotContain("Millrace ends");
    }

    private static End run(String what) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-Xmx64m",
                        "-XX:MaxDirectMemorySize=1m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        FatalExitTest.class.getName(),
                        what)
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return new End(process.exitValue(), output);
    }

    /** The process that is looked at. */
    public static void main(String[] what) throws Exception {
        FatalExit.arm();
        switch (what[0]) {
            case "thread" ->
                Thread.ofPlatform().name("drain-1").start(() -> {
                    throw new IllegalStateException("broken");
                });
            case "memory" ->
                Thread.ofPlatform().name("buffer-writer").start(() -> {
                    List<Object> all = new ArrayList<>();
                    while (!all.contains("never")) {
                        all.add(ByteBuffer.allocateDirect(1 << 20));
                    }
                });
            case "loop" -> brokenLoops();
            default -> {
                EventLoopGroup loops = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
                new EventLoopWatch().watch(loops);
                FatalExit.disarm();
                loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).await();
                System.exit(0);
            }
        }
        Thread.sleep(20_000);
    }

    private static void brokenLoops() {
        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory()) {
            @Override
            protected IoEventLoop newChild(Executor executor, IoHandlerFactory factory, Object... arguments) {
                return new SingleThreadIoEventLoop(this, executor, factory) {
                    @Override
                    protected int runIo() {
                        throw new OutOfMemoryError("no memory for a loop");
                    }
                };
            }
        };
        new EventLoopWatch().watch(loops);
        Future<?> _ = loops.next().submit(() -> {});
    }
}
