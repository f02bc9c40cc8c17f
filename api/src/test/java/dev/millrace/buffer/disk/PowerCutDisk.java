package dev.millrace.buffer.disk;

import dev.millrace.testing.DiskFaults;
import dev.millrace.testing.ForwardingChannel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * A disk that knows which bytes were forced, so that it can show what a power cut may leave: those, and anything of the rest. Fails
 * as its {@link DiskFaults} say. Thread-safe.
 */
final class PowerCutDisk {
    private final DiskFaults faults = new DiskFaults();
    private final Map<Path, Written> files = new HashMap<>();
    private int failingTruncates;

    /** What is known of a file. */
    private static final class Written {
        long forced;

        /** A force that failed may have dropped what it should have written: no later one brings that back. */
        long lostFrom = Long.MAX_VALUE;

        /** Of a file that is written in place: true if all of it is on disk. */
        boolean isAllForced;

        /** Of a file that is written in place: true if the last force failed and nothing was written since. */
        boolean isLost;

        final List<byte[]> earlier = new ArrayList<>();
    }

    DiskFaults faults() {
        return faults;
    }

    synchronized void failTruncates(int count) {
        failingTruncates = count;
    }

    synchronized FileChannel open(Path file, OpenOption... options) throws IOException {
        FileChannel real = faults.open(file, options);
        if (Set.of(options).contains(StandardOpenOption.TRUNCATE_EXISTING)) {
            files.remove(file);
        }
        if (!Set.of(options).contains(StandardOpenOption.WRITE)) {
            return real;
        }
        boolean isNew = !files.containsKey(file);
        Written written = files.computeIfAbsent(file, _ -> new Written());
        if (isNew) {
            written.forced = real.size(); // what a power cut left is on disk
            written.isAllForced = real.size() > 0;
        }
        written.lostFrom = Long.MAX_VALUE;
        return new Channel(real, written);
    }

    /** Copies the directory as a power cut at this moment may leave it. */
    synchronized void cutPower(Path from, Path to, RandomGenerator random) throws IOException {
        Files.createDirectories(to);
        List<Path> found;
        try (Stream<Path> entries = Files.list(from)) {
            found = entries.filter(files::containsKey).sorted().toList();
        }
        for (Path file : found) {
            byte[] bytes;
            try {
                bytes = Files.readAllBytes(file);
            } catch (NoSuchFileException deletedMeanwhile) {
                continue;
            }
            Written written = Objects.requireNonNull(files.get(file));
            boolean inPlace = !Segment.isSegment(file);
            if (inPlace && written.isAllForced) {
                Files.write(to.resolve(file.getFileName()), bytes);
                continue;
            }
            if (inPlace && !written.earlier.isEmpty() && random.nextInt(3) == 0) {
                bytes = written.earlier.get(random.nextInt(written.earlier.size()));
            }
            int forced = inPlace ? 0 : (int) Math.min(written.forced, bytes.length);
            if (forced == 0 && random.nextInt(4) == 0) {
                continue; // nothing forced: the directory entry may be missing, too
            }
            Files.write(to.resolve(file.getFileName()), spoil(bytes, forced, random));
        }
    }

    private static byte[] spoil(byte[] bytes, int from, RandomGenerator random) {
        int unforced = bytes.length - from;
        if (unforced == 0) {
            return bytes;
        }
        switch (random.nextInt(5)) {
            case 0 -> bytes[from + random.nextInt(unforced)] ^= (byte) (1 << random.nextInt(8));
            case 1 -> Arrays.fill(bytes, from + random.nextInt(unforced), bytes.length, (byte) 0);
            case 2, 3 -> {
                return Arrays.copyOf(bytes, from + random.nextInt(unforced + 1));
            }
            default -> {
                // it all got there
            }
        }
        return bytes;
    }

    private final class Channel extends ForwardingChannel {
        private final Written written;

        Channel(FileChannel real, Written written) {
            super(real);
            this.written = written;
        }

        @Override
        public int write(ByteBuffer source, long position) throws IOException {
            synchronized (PowerCutDisk.this) {
                if (position < written.forced || position == 0) {
                    ByteBuffer before = ByteBuffer.allocate((int) Math.min(real.size(), 1 << 10));
                    real.read(before, 0);
                    written.earlier.add(before.array());
                }
                written.isAllForced = false;
                written.isLost = false;
                return real.write(source, position);
            }
        }

        @Override
        public void force(boolean metaData) throws IOException {
            synchronized (PowerCutDisk.this) {
                try {
                    real.force(metaData);
                    written.forced = Math.min(real.size(), written.lostFrom);
                    written.isAllForced = !written.isLost;
                    if (written.isAllForced) {
                        written.earlier.clear();
                    }
                } catch (IOException e) {
                    written.lostFrom = Math.min(written.lostFrom, written.forced);
                    written.isLost = !written.isAllForced;
                    throw e;
                }
            }
        }

        @Override
        public FileChannel truncate(long size) throws IOException {
            synchronized (PowerCutDisk.this) {
                if (failingTruncates > 0) {
                    failingTruncates--;
                    throw new IOException("Input/output error while truncating (injected)");
                }
                real.truncate(size);
                written.forced = Math.min(written.forced, size);
                return this;
            }
        }
    }
}
