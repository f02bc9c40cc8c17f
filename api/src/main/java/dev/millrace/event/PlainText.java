package dev.millrace.event;

import dev.millrace.intake.SwarBytes;

/** Text of printable ASCII without escapes. */
public final class PlainText {
    private PlainText() {}

    /**
     * Finds the end of a text that begins at {@code from}: its closing quote, a byte that is not plain, or an index not before {@code to}.
     */
    public static int end(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to) {
            long notPlain = SwarBytes.areNotPlain(SwarBytes.at(bytes, at));
            if (notPlain != 0) {
                return at + SwarBytes.first(notPlain);
            }
            at += Long.BYTES;
        }
        return at;
    }
}
