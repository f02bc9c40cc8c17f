package dev.millrace.torture.neighbour.difficult;

import java.util.List;
import java.util.Random;

/** Sends bodies that unpack to 16 MB of one character, or are nested as deep as they are long. */
final class Bombs implements DifficultClient {
    @Override
    public String name() {
        return "bombs";
    }

    private static final int UNPACKED = (16 << 20) - 10;

    @Override
    public void run(Target target, Random random, Deadline deadline) throws InterruptedException {
        List<byte[]> requests = List.of(
                packed(target, UNPACKED, ' '),
                packed(target, 17 << 20, ' '),
                packed(target, UNPACKED, '\n'),
                packed(target, UNPACKED, '['),
                packed(target, UNPACKED, '{'),
                packed(target, UNPACKED, '"'),
                packed(target, UNPACKED, '9'),
                target.post("/api/traffic", deep("[", "]"), Bodies.JSON),
                target.post("/api/traffic", deep("{\"a\":", "}"), Bodies.JSON));
        target.repeat(8, random, deadline, own -> target.exchange(requests.get(own.nextInt(requests.size()))));
    }

    private static byte[] packed(Target target, int size, char of) {
        return target.post("/api/traffic", Bodies.gzip(Bodies.filled(size, of)), Bodies.LINES, Bodies.GZIP);
    }

    private static byte[] deep(String open, String close) {
        return Bodies.bytes("{\"user_id\":1,\"x\":%s1%s}".formatted(open.repeat(30_000), close.repeat(30_000)));
    }
}
