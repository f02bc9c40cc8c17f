package dev.millrace.intake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

/** Keeps the tick up to which versions may have been given out in a file, as a decimal number. Thread-safe. */
public final class VersionReservation {
    private final Path file;

    /** @param file created when first needed, in a directory that exists */
    public VersionReservation(Path file) {
        this.file = file;
    }

    /**
     * Returns the tick that the next version must exceed; 0 if no version was ever given out.
     *
     * @throws UncheckedIOException if the file cannot be read or does not hold a number
     */
    long load() {
        try {
            return Files.exists(file) ? Long.parseLong(Files.readString(file).strip()) : 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NumberFormatException e) {
            throw new UncheckedIOException(new IOException(
                    "%s holds no number: delete it if no clock went back since it was written".formatted(file), e));
        }
    }

    /** Stores a tick and returns when it is safe on disk. A tick that is not above the stored one changes nothing. */
    synchronized void store(long tick) {
        if (tick > load()) {
            write(tick);
        }
    }

    /**
     * Gives back the reserved ticks after {@code beyondTick}: no version was given out there, and none will be. Returns when that is on
     * disk.
     */
    synchronized void giveBack(long beyondTick) {
        if (beyondTick < load()) {
            write(beyondTick);
        }
    }

    private void write(long tick) {
        Path next = file.resolveSibling(file.getFileName() + ".new");
        try (FileChannel channel = FileChannel.open(
                next, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(Long.toString(tick).getBytes(StandardCharsets.US_ASCII)));
            channel.force(true);
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            forceDirectory();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Forces the directory: a new name is only safe when its directory is. */
    private void forceDirectory() throws IOException {
        try (FileChannel directory =
                FileChannel.open(Objects.requireNonNull(file.toAbsolutePath().getParent()), StandardOpenOption.READ)) {
            directory.force(true);
        }
    }
}
