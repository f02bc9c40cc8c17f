package dev.millrace.traffic;

import dev.millrace.clickhouse.PerShard;
import dev.millrace.clickhouse.Shards;
import dev.millrace.time.TimeRange;
import dev.millrace.time.ZoneHours;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;

/**
 * Counts the page views of all users in all shards. A user is in one shard only, so views and users are added up. Thread-safe; blocks.
 */
@Singleton
final class SiteReports {
    /** Most viewed first; the page decides between equals, as ClickHouse sorts it. */
    private static final Comparator<SiteReport.Page> ORDER = Comparator.comparingLong(SiteReport.Page::views)
            .reversed()
            .thenComparing(SiteReport.Page::pageUrl, PagesByName::compare);

    private final PerShard<SiteReport> reports;

    SiteReports(Shards shards) {
        this.reports = shards.each(SiteReport.class);
    }

    /**
     * Pages, most viewed first. The most viewed of all may be first nowhere, so of several shards all pages are read, by name and without
     * keeping them.
     */
    List<SiteReport.Page> pages(TimeRange range, int limit) throws SQLException {
        if (reports.all().size() == 1) {
            return reports.all().getFirst().pages(range, limit);
        }
        PriorityQueue<SiteReport.Page> most = new PriorityQueue<>(ORDER.reversed());
        try (PagesByName pages = new PagesByName()) {
            for (SiteReport report : reports.all()) {
                pages.add(report.pagesByName(range));
            }
            while (pages.hasNext()) {
                most.add(pages.next());
                if (most.size() > limit) {
                    most.remove();
                }
            }
        }
        List<SiteReport.Page> sorted = new ArrayList<>(most);
        sorted.sort(ORDER);
        return sorted;
    }

    /** Hours in their order; the first and the last may be in the range only in part. */
    List<SiteReport.Hour> hours(ZoneHours hours) throws SQLException {
        Map<Instant, SiteReport.Hour> viewed = new TreeMap<>();
        for (SiteReport report : reports.all()) {
            for (SiteReport.Hour hour : report.hours(hours)) {
                viewed.merge(
                        hour.start(),
                        hour,
                        (a, b) -> new SiteReport.Hour(a.start(), a.views() + b.views(), a.users() + b.users()));
            }
        }
        return List.copyOf(viewed.values());
    }
}
