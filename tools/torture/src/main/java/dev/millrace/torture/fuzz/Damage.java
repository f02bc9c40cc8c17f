package dev.millrace.torture.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/** Damages bytes. */
final class Damage {
    private static final byte[] TELLING =
            "\r\n\0 \t:;,%/?&=\"{}[]+-.0aZ\u00ff\u0080".getBytes(StandardCharsets.ISO_8859_1);

    private Damage() {}

    /** Returns a copy with one to four changes: bytes that are changed, left out, doubled, put in or cut off. */
    static byte[] some(byte[] whole, SplittableRandom random) {
        byte[] bytes = whole;
        for (int left = 1 + random.nextInt(4); left > 0 && bytes.length > 0; left--) {
            bytes = once(bytes, random);
        }
        return bytes;
    }

    private static byte[] once(byte[] bytes, SplittableRandom random) {
        int from = random.nextInt(bytes.length);
        int length = Math.min(1 + random.nextInt(8), bytes.length - from);
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length + length);
        out.write(bytes, 0, from);
        int rest = from;
        switch (random.nextInt(6)) {
            case 0 -> out.write(random.nextInt(256));
            case 1 -> rest = from + length;
            case 2 -> out.write(bytes, from, length);
            case 3 -> out.write(TELLING[random.nextInt(TELLING.length)]);
            case 4 -> {
                out.write(TELLING[random.nextInt(TELLING.length)]);
                rest = from + 1;
            }
            default -> {
                if (random.nextInt(4) == 0) {
                    rest = bytes.length;
                }
            }
        }
        out.write(bytes, rest, bytes.length - rest);
        return out.toByteArray();
    }
}
