package dev.millrace.traffic.report;

import dev.millrace.report.ReportRefusedException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** Keeps the most viewed of many pages, bounded in number and in bytes. Not thread-safe. */
final class MostViewed {
    /** The most bytes of all names together. */
    static final long MAX_BYTES = 8 << 20;

    /** Sorts the most viewed first; the page decides between equals, as ClickHouse sorts it. */
    private static final Comparator<SiteReport.Page> ORDER = Comparator.comparingLong(SiteReport.Page::views)
            .reversed()
            .thenComparing(SiteReport.Page::pageUrl, PagesByName::compare);

    private final int limit;
    private final PriorityQueue<SiteReport.Page> most = new PriorityQueue<>(ORDER.reversed());
    private long bytes;

    /** @param limit how many to keep */
    MostViewed(int limit) {
        this.limit = limit;
    }

    /** @throws ReportRefusedException if the names together are too long */
    void add(SiteReport.Page page) {
        most.add(page);
        bytes += size(page);
        if (most.size() > limit) {
            bytes -= size(most.remove());
        }
        if (bytes > MAX_BYTES) {
            throw ReportRefusedException.tooLong(MAX_BYTES);
        }
    }

    private static long size(SiteReport.Page page) {
        return 2L * page.pageUrl().length();
    }

    /** Returns all pages that are kept, most viewed first. */
    List<SiteReport.Page> sorted() {
        List<SiteReport.Page> sorted = new ArrayList<>(most);
        sorted.sort(ORDER);
        return sorted;
    }
}
