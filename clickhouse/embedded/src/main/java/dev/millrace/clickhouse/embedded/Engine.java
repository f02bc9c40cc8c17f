package dev.millrace.clickhouse.embedded;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** ClickHouse as a C function: {@code local_result_v2 *query_stable_v2(int argc, char **argv)} of libchdb. */
final class Engine {
    /** The offset of {@code char *error_message} in {@code local_result_v2}, after six fields of 8 bytes. */
    private static final long ERROR_OFFSET = 48;

    private static final long ERROR_MAX_BYTES = 1 << 20;

    private final MethodHandle query;

    /** Maps the library; throws {@link IllegalArgumentException} when it does not fit this machine. */
    @SuppressWarnings("restricted") // allowed on the command line by --enable-native-access
    Engine(Path library) {
        SymbolLookup symbols = SymbolLookup.libraryLookup(library, Arena.global());
        query = Linker.nativeLinker()
                .downcallHandle(
                        symbols.findOrThrow("query_stable_v2"), FunctionDescriptor.of(ADDRESS, JAVA_INT, ADDRESS));
    }

    /** Runs what the command line of clickhouse-local says, to its end; returns the engine's words if that failed. */
    Optional<String> run(List<String> arguments) {
        Arena arena = Arena.global();
        MemorySegment argv = arena.allocate(ADDRESS, arguments.size() + 1L); // the last one stays NULL
        for (int i = 0; i < arguments.size(); i++) {
            argv.setAtIndex(ADDRESS, i, arena.allocateFrom(arguments.get(i)));
        }
        try {
            MemorySegment result = (MemorySegment) query.invokeExact(arguments.size(), argv);
            return errorOf(result);
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    @SuppressWarnings("restricted")
    private static Optional<String> errorOf(MemorySegment result) {
        MemorySegment error =
                result.reinterpret(ERROR_OFFSET + ADDRESS.byteSize()).get(ADDRESS, ERROR_OFFSET);
        return error.address() == 0
                ? Optional.empty()
                : Optional.of(error.reinterpret(ERROR_MAX_BYTES).getString(0));
    }
}
