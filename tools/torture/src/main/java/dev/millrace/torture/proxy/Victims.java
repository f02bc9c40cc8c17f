package dev.millrace.torture.proxy;

/** The requests that a fault strikes. */
public enum Victims {
    /** All requests. */
    ALL(""),

    /** Requests whose first line has an {@code INSERT}: rows of events, and rows of rollups. */
    INSERTS("INSERT"),

    /** Requests with rows of events. */
    ROWS("FORMAT+RowBinary");

    private final String word;

    Victims(String word) {
        this.word = word;
    }

    boolean include(HttpHead request) {
        return request.firstLine().contains(word);
    }
}
