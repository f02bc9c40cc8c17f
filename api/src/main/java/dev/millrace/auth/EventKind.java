package dev.millrace.auth;

import java.util.List;

/** A kind of event as keys name it: where its events are posted, and which of its routes read what. Each feature has one. Immutable. */
public interface EventKind {
    /** Returns the name in {@code kinds} of a key. */
    String name();

    /** Returns the path at and below which its events are posted, such as {@code /api/traffic}. */
    String postsUnder();

    /** Returns its routes that read. A route that no kind lists is only for keys that may read everything. */
    List<ReadRoute> reads();
}
