package dev.millrace.torture.fuzz;

import java.util.SplittableRandom;

/** Makes cases of valid requests, whole or chunked, alone or pipelined, with some of their bytes damaged. */
final class Mutations implements Cases {
    private final Cases valid;
    private final Keys keys;

    /**
     * Makes the source.
     *
     * @param valid gives whole requests to be damaged
     */
    Mutations(Cases valid, Keys keys) {
        this.valid = valid;
        this.keys = keys;
    }

    @Override
    public Case next(SplittableRandom random) {
        byte[] bytes = switch (random.nextInt(4)) {
            case 0 -> view(random);
            case 1 -> chunked(random);
            case 2 ->
                new Wire()
                        .bytes(view(random))
                        .bytes(valid.next(random).bytes())
                        .bytes(view(random))
                        .done();
            default -> valid.next(random).bytes();
        };
        return Case.ofBytes("damaged", Damage.some(bytes, random));
    }

    private byte[] view(SplittableRandom random) {
        return head(random, "1.1").withBody(Bodies.good(random));
    }

    private byte[] chunked(SplittableRandom random) {
        byte[] body = Bodies.good(random);
        return head(random, "1.1")
                .line("Transfer-Encoding: chunked")
                .line("")
                .line(Integer.toHexString(body.length))
                .bytes(body)
                .text("\r\n0\r\n\r\n")
                .done();
    }

    private Wire head(SplittableRandom random, String version) {
        String path = random.nextBoolean() ? "/api/traffic" : "/api/sensors/readings";
        return new Wire()
                .line("POST %s HTTP/%s".formatted(path, version))
                .line("Host: 127.0.0.1")
                .line("Authorization: Bearer " + keys.key())
                .line("Content-Type: application/x-ndjson");
    }
}
