package dev.millrace.buffer.disk;

import dev.millrace.buffer.EventBuffer;
import dev.millrace.buffer.SideBufferFactory;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Opens side buffers in directories beside that of the buffer. */
record DiskSideBufferFactory(Path dataDir, DiskBufferConfig config, MeterRegistry registry)
        implements SideBufferFactory {
    private static final String PREFIX = "buffer-";
    private static final String FILE = ".segment";

    @Override
    public EventBuffer open(String name) throws IOException {
        return DiskBuffer.open(dataDir.resolve(PREFIX + name), config, FileChannel::open, registry);
    }

    @Override
    public Set<String> existing() throws IOException {
        if (!Files.isDirectory(dataDir)) {
            return Set.of();
        }
        try (Stream<Path> entries = Files.list(dataDir)) {
            return entries.filter(DiskSideBufferFactory::hasFiles)
                    .map(directory -> directory.getFileName().toString().substring(PREFIX.length()))
                    .collect(Collectors.toUnmodifiableSet());
        }
    }

    private static boolean hasFiles(Path directory) {
        if (!directory.getFileName().toString().startsWith(PREFIX) || !Files.isDirectory(directory)) {
            return false;
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.anyMatch(file -> file.getFileName().toString().endsWith(FILE));
        } catch (IOException e) {
            return true; // the attempt to open it gives the reason
        }
    }
}
