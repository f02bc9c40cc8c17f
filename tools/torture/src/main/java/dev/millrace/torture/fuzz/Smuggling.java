package dev.millrace.torture.fuzz;

import java.util.List;
import java.util.SplittableRandom;

/** Makes cases whose end two servers may see at different places, and other heads that are known for trouble. */
final class Smuggling implements Cases {
    /** Headers between the first lines and the body; the body is always chunked with a request behind it. */
    private static final List<String> LENGTHS = List.of(
            "Content-Length: 6\r\nTransfer-Encoding: chunked",
            "Transfer-Encoding: chunked\r\nContent-Length: 4",
            "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
            "Transfer-Encoding: identity\r\nTransfer-Encoding: chunked",
            "Transfer-Encoding: xchunked",
            "Transfer-Encoding: chunked, xchunked",
            "Transfer-Encoding: x, chunked",
            "Transfer-Encoding: chunked, chunked",
            "Transfer-Encoding:\tchunked",
            "Transfer-Encoding : chunked",
            " Transfer-Encoding: chunked",
            "X: y\r\n Transfer-Encoding: chunked",
            "X: y\nTransfer-Encoding: chunked",
            "Transfer-Encoding:\r\n chunked",
            "Transfer-Encoding: \"chunked\"",
            "Transfer-Encoding: chunked\r\nConnection: Transfer-Encoding",
            "Transfer\u0000-Encoding: chunked",
            "Transfer-Encoding: chu\u0000nked",
            "Transfer-Encoding: chunked;q=1",
            "Transfer_Encoding: chunked",
            "Content-Length: 5\r\nContent-Length: 6",
            "Content-Length: 5\r\nContent-Length: 5",
            "Content-Length: 5, 5",
            "Content-Length: +5",
            "Content-Length: -1",
            "Content-Length: 0x5",
            "Content-Length: 5\u000b",
            "Content-Length: 99999999999999999999",
            "Content-Length: 007",
            "Content-Length: ",
            "Content-Length : 5",
            "Content-Length:\r\n 5",
            "Expect: 100-continue\r\nContent-Length: 5",
            "Expect: 100-continue\r\nTransfer-Encoding: chunked",
            "Expect: nonsense\r\nContent-Length: 5",
            "Trailer: Content-Length\r\nTransfer-Encoding: chunked",
            "Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAMAAABk\r\nContent-Length: 5",
            "Connection: close\r\nTransfer-Encoding: chunked",
            "");

    private static final List<String> CHUNKS = List.of(
            "5\r\nhello\r\n0\r\n\r\n",
            "5;a=b\r\nhello\r\n0\r\n\r\n",
            "5;a=\"\r\n\"\r\nhello\r\n0\r\n\r\n",
            "5;\nhello\r\n0\r\n\r\n",
            "5\nhello\n0\n\n",
            "5 \r\nhello\r\n0\r\n\r\n",
            "0x5\r\nhello\r\n0\r\n\r\n",
            "-5\r\nhello\r\n0\r\n\r\n",
            "fffffffffffffffff\r\nhello\r\n0\r\n\r\n",
            "5\r\nhelloX\r\n0\r\n\r\n",
            "5\r\nhello0\r\n\r\n",
            "5\r\nhello\r\n0\r\nContent-Length: 50\r\nX: y\r\n\r\n",
            "5\r\nhello\r\n0\r\nbroken trailer\r\n\r\n",
            "0\r\n\r\n",
            "\r\n",
            "");

    private static final List<String> FIRST_LINES = List.of(
            "POST /api/traffic HTTP/1.1",
            "POST /api/traffic HTTP/1.0",
            "POST /api/traffic HTTP/0.9",
            "POST /api/traffic HTTP/2.0",
            "POST /api/traffic HTTP/1.2",
            "POST /api/traffic HTTP/11",
            "POST /api/traffic HTTP/1.1 ",
            "POST  /api/traffic  HTTP/1.1",
            "POST\t/api/traffic\tHTTP/1.1",
            "POST http://127.0.0.1/api/traffic HTTP/1.1",
            "POST http://evil.example/api/traffic HTTP/1.1",
            "POST //evil.example/api/traffic HTTP/1.1",
            "POST /api/./traffic HTTP/1.1",
            "POST /api/x/../traffic HTTP/1.1",
            "POST /api/traffic?a=b c HTTP/1.1",
            "POST /api/traffic#x HTTP/1.1",
            "POST /api\\traffic HTTP/1.1",
            "POST /api/tra\u0000ffic HTTP/1.1",
            "CONNECT 127.0.0.1:80 HTTP/1.1",
            "OPTIONS * HTTP/1.1",
            "GET /api/traffic/daily/1 HTTP/1.1",
            "GET /health HTTP/1.1",
            "post /api/traffic HTTP/1.1",
            "POST /api/traffic",
            "\r\n\r\nPOST /api/traffic HTTP/1.1",
            "\u0000POST /api/traffic HTTP/1.1",
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\u0000\u0000\u0000\u0004\u0000\u0000\u0000\u0000\u0000",
            "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003",
            "");

    private static final List<String> HOSTS = List.of(
            "Host: 127.0.0.1",
            "Host: 127.0.0.1",
            "Host: 127.0.0.1",
            "Host: evil.example",
            "Host: 127.0.0.1\r\nHost: evil.example",
            "Host:",
            "host : 127.0.0.1",
            "Host: a b",
            "X: y");

    private static final List<String> SMUGGLED = List.of(
            "GET /api/admin/keys HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
            "DELETE /api/users/1 HTTP/1.1\r\nHost: 127.0.0.1\r\nX: ",
            "G",
            "GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
            "");

    /** A long line or head is above 64 KB or 8 KB, where the service ends it. */
    private static final int MOST_LONG = 80_000;

    private final Keys keys;

    Smuggling(Keys keys) {
        this.keys = keys;
    }

    @Override
    public Case next(SplittableRandom random) {
        int kind = random.nextInt(20);
        return switch (kind) {
            case 0 -> Case.ofBytes("long line", longLine(random));
            case 1 -> Case.ofBytes("many headers", manyHeaders(random));
            case 2 -> Case.ofBytes("pipelined", pipelined(random));
            default -> Case.ofBytes("smuggled", smuggled(random));
        };
    }

    private byte[] smuggled(SplittableRandom random) {
        Wire wire = new Wire()
                .line(oneIn(3, FIRST_LINES, random))
                .line(oneIn(3, HOSTS, random))
                .line(random.nextInt(4) == 0 ? keys.authorization(random) : "Authorization: Bearer " + keys.key())
                .line("Content-Type: application/x-ndjson");
        String length = any(LENGTHS, random);
        if (!length.isEmpty()) {
            wire.line(length);
        }
        return wire.line("")
                .text(any(CHUNKS, random))
                .text(any(SMUGGLED, random))
                .done();
    }

    private byte[] longLine(SplittableRandom random) {
        String filler = "a".repeat(random.nextInt(MOST_LONG));
        return new Wire()
                .line("GET /api/traffic/daily/%s HTTP/1.1".formatted(random.nextBoolean() ? filler : "1?x=" + filler))
                .line("Host: 127.0.0.1")
                .line("Authorization: Bearer " + keys.key())
                .line("")
                .done();
    }

    private byte[] manyHeaders(SplittableRandom random) {
        Wire wire = new Wire().line("GET /api/traffic/daily/1 HTTP/1.1").line("Host: 127.0.0.1");
        for (int left = random.nextInt(400); left > 0; left--) {
            wire.line("X-%s: %s".formatted(random.nextInt(1000), "b".repeat(random.nextInt(60))));
        }
        return wire.line("").done();
    }

    private byte[] pipelined(SplittableRandom random) {
        Wire wire = new Wire();
        for (int left = random.nextInt(30); left > 0; left--) {
            wire.line("POST /api/traffic HTTP/1.1")
                    .line("Host: 127.0.0.1")
                    .line("Authorization: Bearer " + keys.key())
                    .line("Content-Type: application/x-ndjson")
                    .bytes(new Wire().withBody(Bodies.good(random)));
        }
        return wire.done();
    }

    /** Returns the usual one, which is the first, except in one of so many cases. */
    private static String oneIn(int cases, List<String> texts, SplittableRandom random) {
        return random.nextInt(cases) == 0 ? any(texts, random) : texts.getFirst();
    }

    private static String any(List<String> texts, SplittableRandom random) {
        return texts.get(random.nextInt(texts.size()));
    }
}
