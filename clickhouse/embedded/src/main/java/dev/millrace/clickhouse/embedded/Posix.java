package dev.millrace.clickhouse.embedded;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** The few C functions that the server's process needs and Java does not offer; their constants are the same on Linux and macOS. */
final class Posix {
    private static final int[] SIGNALS_OF_A_TERMINAL_OR_SERVICE_MANAGER = {1, 2, 3, 15}; // HUP, INT, QUIT, TERM
    private static final MemorySegment SIG_IGN = MemorySegment.ofAddress(1);
    private static final int AF_INET = 2;
    private static final int SHUT_RD = 0;
    private static final int SOCKADDR_BYTES = 128;
    private static final boolean LINUX = System.getProperty("os.name").equals("Linux");

    // A result that nobody looks at is declared void: for C that is the same call.
    private final MethodHandle setsid = function("setsid", FunctionDescriptor.ofVoid());
    private final MethodHandle signal = function("signal", FunctionDescriptor.ofVoid(JAVA_INT, ADDRESS));
    private final MethodHandle getpeername =
            function("getpeername", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));
    private final MethodHandle shutdown = function("shutdown", FunctionDescriptor.ofVoid(JAVA_INT, JAVA_INT));
    private final MethodHandle exit = function("_exit", FunctionDescriptor.ofVoid(JAVA_INT));

    /**
     * Leaves the parent's terminal and ignores what asks a process to end: a Ctrl-C, or a service manager that signals
     * every process, must not take the database away before the parent has written its last rows to it.
     */
    void ignoreRequestsToEnd() {
        try {
            setsid.invokeExact(); // fails when it leads a session already: good as well
            for (int number : SIGNALS_OF_A_TERMINAL_OR_SERVICE_MANAGER) {
                signal.invokeExact(number, SIG_IGN);
            }
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    /**
     * Ends the input of every connection this process has, as if the other side had finished sending: idle ones then
     * close, running queries still get their answer out.
     */
    void stopReadingFromConnections() {
        try (Arena arena = Arena.ofConfined();
                DirectoryStream<Path> descriptors = Files.newDirectoryStream(Path.of("/dev/fd"))) {
            MemorySegment address = arena.allocate(SOCKADDR_BYTES);
            MemorySegment length = arena.allocate(JAVA_INT);
            for (Path descriptor : descriptors) {
                int fd = Integer.parseInt(descriptor.getFileName().toString());
                length.set(JAVA_INT, 0, SOCKADDR_BYTES);
                int notConnected = (int) getpeername.invokeExact(fd, address, length);
                if (notConnected == 0 && family(address) == AF_INET) {
                    shutdown.invokeExact(fd, SHUT_RD);
                }
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** Ends the process without running the engine's exit handlers, which may wait for its threads. */
    void exitNow(int code) {
        try {
            exit.invokeExact(code);
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static int family(MemorySegment socketAddress) {
        return socketAddress.get(JAVA_BYTE, LINUX ? 0 : 1); // macOS has the length in the first byte
    }

    @SuppressWarnings("restricted") // allowed on the command line by --enable-native-access
    private static MethodHandle function(String name, FunctionDescriptor descriptor) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), descriptor);
    }
}
