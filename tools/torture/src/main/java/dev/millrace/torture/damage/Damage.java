package dev.millrace.torture.damage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.SplittableRandom;

/** A way to damage a file. */
enum Damage {
    /** A power cut leaves a file whose length was not safe. */
    TRUNCATED("truncated", "the last segment cut off anywhere") {
        @Override
        byte[] apply(byte[] bytes, SplittableRandom random) {
            return Arrays.copyOf(bytes, random.nextInt(bytes.length));
        }
    },
    /** A power cut happens in the middle of a write that was never acknowledged. */
    TORN("torn", "a half frame, or rubbish, behind the last whole frame") {
        @Override
        byte[] apply(byte[] bytes, SplittableRandom random) {
            byte[] torn = Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(5000));
            if (random.nextBoolean() && bytes.length > Segment.HEADER_BYTES) {
                int length = Math.min(torn.length - bytes.length, bytes.length - Segment.HEADER_BYTES);
                System.arraycopy(bytes, Segment.HEADER_BYTES, torn, bytes.length, length);
            } else {
                for (int i = bytes.length; i < torn.length; i++) {
                    torn[i] = (byte) random.nextInt();
                }
            }
            return torn;
        }
    },
    /** A disk flips a bit. */
    FLIPPED("bit-flipped", "one bit of the last segment, or of one before, is another") {
        @Override
        byte[] apply(byte[] bytes, SplittableRandom random) {
            byte[] flipped = bytes.clone();
            flipped[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            return flipped;
        }
    },
    /** A file system keeps the length of a file and not its contents. */
    ZEROED("zero-filled", "zeros to the end of the last segment, from anywhere") {
        @Override
        byte[] apply(byte[] bytes, SplittableRandom random) {
            byte[] zeroed = bytes.clone();
            Arrays.fill(zeroed, random.nextInt(bytes.length), bytes.length, (byte) 0);
            return zeroed;
        }
    },
    /** Another release wrote the file. */
    OTHER_VERSION("other-version", "the last segment says another format version") {
        @Override
        byte[] apply(byte[] bytes, SplittableRandom random) {
            byte[] other = bytes.clone();
            ByteBuffer.wrap(other).order(ByteOrder.LITTLE_ENDIAN).putInt(8, random.nextBoolean() ? 0 : 2);
            return other;
        }
    },
    /** An operator deletes a file. */
    MISSING("missing", "one segment is not there") {
        @Override
        byte[] apply(byte[] bytes, SplittableRandom random) {
            return new byte[0];
        }

        @Override
        void write(Segment segment, byte[] damaged) throws IOException {
            Files.delete(segment.file());
        }
    };

    final String label;
    final String description;

    Damage(String label, String description) {
        this.label = label;
        this.description = description;
    }

    /** Returns the contents of the file afterwards. */
    abstract byte[] apply(byte[] bytes, SplittableRandom random);

    /** Puts it there. */
    void write(Segment segment, byte[] damaged) throws IOException {
        Files.write(segment.file(), damaged);
    }

    /** Returns true if it may strike another file than the last: a crash only damages the last one. */
    boolean strikesAnyFile() {
        return this == FLIPPED || this == MISSING || this == OTHER_VERSION;
    }
}
