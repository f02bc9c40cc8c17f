package dev.millrace.intake;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Takes {@code "ok"} for an event, filters {@code "bot"}, fails at {@code "disk"} and rejects everything else. */
final class WordDecoder implements EventDecoder {
    static final int TABLE = 7;
    private static final int DAY = 20_000;

    int decoded;

    @Override
    public Verdict decode(byte[] bytes, int from, int to, FrameWriter rows) {
        decoded++;
        String event = new String(bytes, from, to - from, UTF_8).strip();
        return switch (event) {
            case "\"ok\"" -> {
                rows.startRow(DAY).uint32(decoded).end();
                yield Verdict.ACCEPTED;
            }
            case "\"bot\"" -> new Verdict.Filtered("User-Agent");
            case "\"disk\"" -> throw new UncheckedIOException(new IOException("No space left on device"));
            default -> new Verdict.Rejected("word", "must be \"ok\"");
        };
    }
}
