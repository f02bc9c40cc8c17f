package dev.millrace.event;

/** Steps through JSON that is written plainly, from one index to the next. */
public final class PlainJson {
    /** Where something is that is not there: behind every end, so that all steps after one that failed fail too. */
    public static final int NOWHERE = Integer.MAX_VALUE;

    private PlainJson() {}

    /** Behind white space, if there is any. */
    public static int skipSpace(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && bytes[at] <= ' ' && isSpace(bytes[at])) {
            at++;
        }
        return at;
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\n' || b == '\r' || b == '\t';
    }

    /** Behind that character, or {@link #NOWHERE} if another one is there. */
    public static int skip(byte[] bytes, int at, int to, char expected) {
        return at < to && bytes[at] == expected ? at + 1 : NOWHERE;
    }
}
