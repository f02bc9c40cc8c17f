package dev.millrace.traffic.report;

import dev.millrace.clickhouse.shard.PerShard;
import dev.millrace.clickhouse.shard.Shards;
import dev.millrace.report.RowBody;
import dev.millrace.time.TimeRange;
import dev.millrace.time.ZoneHours;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Counts the page views of all users in all shards. A user is in one shard only, so views and users are added up. Thread-safe; blocks.
 */
@Singleton
final class ShardedSiteReport {
    private final PerShard<SiteReport> reports;

    ShardedSiteReport(Shards shards) {
        this.reports = shards.each(SiteReport.class);
    }

    /**
     * Writes pages, most viewed first. The most viewed page of all may be first in no shard, so with several shards all pages are read, by
     * name and without keeping them.
     */
    void writePages(TimeRange range, int limit, RowBody target) throws SQLException, IOException {
        if (reports.all().size() == 1) {
            reports.all().getFirst().writePages(range, limit, target);
            return;
        }
        MostViewed most = new MostViewed(limit);
        try (PagesByName pages = new PagesByName()) {
            for (SiteReport report : reports.all()) {
                pages.add(report.pagesByName(range));
            }
            while (pages.hasNext()) {
                most.add(pages.next());
            }
        }
        for (SiteReport.Page page : most.sorted()) {
            page.writeTo(target);
        }
    }

    /** Reads hours in their order; the first and the last may be in the range only in part. */
    List<SiteReport.Hour> hours(ZoneHours hours) throws SQLException, IOException {
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
