package dev.millrace.auth;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Changes a file of keys in one step: a service that reads it sees the old keys or the new ones. Keeps its mode; a new one is 0600. */
public final class KeysFileEditor {
    private final Path file;
    private final EventKinds events;

    /** @param file may be missing, and may be a link */
    public KeysFileEditor(Path file, EventKinds events) {
        this.file = file;
        this.events = events;
    }

    /**
     * Returns the keys of the file; none if there is no file.
     *
     * @throws IllegalArgumentException with a part of a sentence if it is wrong
     */
    public List<KnownKey> read() {
        return Files.exists(file) ? KeysFile.parse(KeysFile.content(file), events) : List.of();
    }

    /**
     * Replaces the entries by changed ones, which are safe on disk when this returns.
     *
     * @throws IllegalArgumentException with a part of a sentence if the file is wrong, or would be; then it is as it was
     * @throws IOException if it cannot be written, or another process wrote it meanwhile
     */
    public void edit(UnaryOperator<List<Map<String, Object>>> change) throws IOException {
        Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
        byte[] before = Files.exists(target) ? KeysFile.content(target) : new byte[0];
        List<Map<String, Object>> entries = new ArrayList<>();
        read().forEach(known -> entries.add(known.entry()));
        byte[] after = text(change.apply(entries));
        List<KnownKey> _ = KeysFile.parse(after, events);
        Path next =
                Files.createTempFile(Objects.requireNonNull(target.getParent()), target.getFileName() + ".", ".new");
        try {
            write(next, after);
            if (Files.exists(target)) {
                copyMode(target, next);
            }
            if (!Arrays.equals(before, Files.exists(target) ? KeysFile.content(target) : new byte[0])) {
                throw new IOException("another process changed it meanwhile: try again");
            }
            Files.move(next, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(next);
        }
    }

    private static byte[] text(List<Map<String, Object>> entries) throws IOException {
        List<String> lines = new ArrayList<>();
        for (Map<String, Object> entry : entries) {
            lines.add(KeyJson.write(entry));
        }
        return lines.stream().collect(Collectors.joining(",\n ", "[", "]\n")).getBytes(StandardCharsets.UTF_8);
    }

    private static void write(Path file, byte[] content) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }

    private static void copyMode(Path from, Path to) throws IOException {
        PosixFileAttributeView mode = Files.getFileAttributeView(to, PosixFileAttributeView.class);
        if (mode != null) {
            mode.setPermissions(Files.getPosixFilePermissions(from));
        }
    }

    /** Writes a file that only its owner may read, in one step. */
    public static void writePrivately(Path file, byte[] content) throws IOException {
        Path next = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(next);
        if (Files.getFileStore(Objects.requireNonNull(file.toAbsolutePath().getParent()))
                .supportsFileAttributeView(PosixFileAttributeView.class)) {
            Path _ = Files.createFile(
                    next, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } else {
            Path _ = Files.createFile(next);
        }
        write(next, content);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
