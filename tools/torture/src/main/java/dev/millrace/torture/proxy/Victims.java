package dev.millrace.torture.proxy;

/** Which requests are struck. */
public enum Victims {
    /** Every one. */
    ALL(""),

    /** Those whose request line holds an {@code INSERT}: rows of events, and what rollups write. */
    INSERTS("INSERT"),

    /** Those that bring rows of events. */
    ROWS("FORMAT+RowBinary");

    private final String word;

    Victims(String word) {
        this.word = word;
    }

    boolean include(HttpHead request) {
        return request.firstLine().contains(word);
    }
}
