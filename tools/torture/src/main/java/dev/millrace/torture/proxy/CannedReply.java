package dev.millrace.torture.proxy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A reply that is not ClickHouse's.
 *
 * @param name under which it is counted
 * @param bytes all of it; not to be changed
 * @param end what comes after it
 */
public record CannedReply(String name, byte[] bytes, End end) {
    private static final int GARBAGE_BYTES = 700;

    /** An error with its number in the header and its words in the body, as the server sends it. */
    public static CannedReply error(int status, int code, String words) {
        return new CannedReply(
                "error " + code, reply(status, "X-ClickHouse-Exception-Code: " + code + "\r\n", words), End.GO_ON);
    }

    /** Makes a reply of another program on the way. */
    public static CannedReply status(int status) {
        return new CannedReply("status " + status, reply(status, "", "<html>" + status + "</html>\n"), End.GO_ON);
    }

    /** Makes a page with status 200 of another server: the address does not belong to ClickHouse. */
    public static CannedReply somebodyElse() {
        return new CannedReply("200 of somebody else", reply(200, "", "<html>It works!</html>\n"), End.GO_ON);
    }

    /** Says 200 in its first line and means an error. */
    public static CannedReply errorIn200() {
        String words = "Code: 241. DB::Exception: (total) memory limit exceeded. (MEMORY_LIMIT_EXCEEDED)\n";
        return new CannedReply("error in a 200", reply(200, "X-ClickHouse-Exception-Code: 241\r\n", words), End.GO_ON);
    }

    /** A 200 that ends before its length; whoever believes the first line is wrong. */
    public static CannedReply short200(End end) {
        byte[] bytes =
                "HTTP/1.1 200 OK\r\nX-ClickHouse-Query-Id: x\r\nX-ClickHouse-Summary: {}\r\nContent-Length: 10\r\n\r\n"
                        .getBytes(StandardCharsets.UTF_8);
        return new CannedReply(end == End.HOLD ? "endless 200" : "short 200", bytes, end);
    }

    /** Makes bytes that are not HTTP. */
    public static CannedReply garbage(RandomGenerator random) {
        byte[] bytes = new byte[GARBAGE_BYTES];
        random.nextBytes(bytes);
        return new CannedReply("garbage", bytes, End.RESET);
    }

    /** Returns one reply of each kind. */
    public static List<CannedReply> oneOfEach(RandomGenerator random) {
        return List.of(
                error(500, 241, "Code: 241. DB::Exception: (total) memory limit exceeded. (MEMORY_LIMIT_EXCEEDED)\n"),
                error(
                        500,
                        319,
                        "Code: 319. DB::Exception: Unknown status, client must retry. (UNKNOWN_STATUS_OF_INSERT)\n"),
                error(404, 60, "Code: 60. DB::Exception: Table millrace.traffic does not exist. (UNKNOWN_TABLE)\n"),
                error(403, 516, "Code: 516. DB::Exception: Authentication failed. (AUTHENTICATION_FAILED)\n"),
                status(429),
                status(500),
                status(502),
                status(503),
                status(504),
                somebodyElse(),
                errorIn200(),
                short200(End.RESET),
                garbage(random));
    }

    private static byte[] reply(int status, String headers, String words) {
        byte[] body = words.getBytes(StandardCharsets.UTF_8);
        String head =
                "HTTP/1.1 %s Said by the proxy\r\n%sContent-Type: text/plain; charset=UTF-8\r\nContent-Length: %s\r\n\r\n"
                        .formatted(status, headers, body.length);
        return (head + words).getBytes(StandardCharsets.UTF_8);
    }
}
