package dev.millrace.traffic.report;

import dev.millrace.clickhouse.shard.PerShard;
import dev.millrace.clickhouse.shard.Shards;
import dev.millrace.http.Problem;
import dev.millrace.http.QueryNames;
import dev.millrace.report.JsonLayout;
import dev.millrace.report.ReportParameters;
import dev.millrace.report.ReportResponses;
import dev.millrace.time.TimeRange;
import dev.millrace.time.ZoneHours;
import dev.millrace.traffic.table.TrafficConfig;
import dev.millrace.traffic.table.TrafficTable;
import dev.millrace.traffic.table.UnsignedDecimal;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.io.IOException;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.OptionalLong;

/** Answers reports about page views, on virtual threads. */
@Controller("/api/traffic")
@Produces({MediaType.APPLICATION_JSON, ReportResponses.CSV, MediaType.ALL})
@ExecuteOn(TaskExecutors.BLOCKING)
final class TrafficReportController {
    private static final long MAX_USER_ID = 0xffff_ffffL;

    /** The most pages of a user: as many rows as the database user for reports may read. */
    private static final int MOST_PAGES_OF_A_USER = 1_000_000;

    private static final int PAGES_UNLESS_GIVEN = 100;
    private static final int MOST_PAGES = 10_000;

    private final PerShard<DailyReport> daily;
    private final ShardedSiteReport site;
    private final ReportResponses responses;
    private final TrafficConfig config;
    private final InstantSource clock;

    TrafficReportController(
            Shards shards,
            ShardedSiteReport site,
            ReportResponses responses,
            TrafficConfig config,
            InstantSource clock) {
        this.daily = shards.each(DailyReport.class);
        this.site = site;
        this.responses = responses;
        this.config = config;
        this.clock = clock;
    }

    /** Reports how often the user viewed each page in a range; an empty object for a user without views. */
    @Get("/daily/{user_id}")
    @QueryNames({"at", "date", "tz", "from", "to", "limit", "csv"})
    HttpResponse<?> daily(HttpRequest<?> request, @PathVariable("user_id") String userId)
            throws SQLException, IOException {
        OptionalLong user = UnsignedDecimal.parse(userId);
        if (user.isEmpty() || Long.compareUnsigned(user.getAsLong(), MAX_USER_ID) > 0) {
            return Problem.response(
                    HttpStatus.UNPROCESSABLE_ENTITY, "user_id", "user_id must be a whole number from 0 to 4294967295");
        }
        ReportParameters parameters = parameters(request);
        TimeRange range = range(parameters);
        int limit = parameters.limit(MOST_PAGES_OF_A_USER, MOST_PAGES_OF_A_USER);
        return responses.answer(request, JsonLayout.map("page_url", "views"), rows -> {
            daily.ofSlot(TrafficTable.slotOf(user.getAsLong())).writeViewsByPage(user.getAsLong(), range, limit, rows);
            return null;
        });
    }

    /** Reports the most viewed pages, with their views and the number of their users. */
    @Get("/pages")
    @QueryNames({"at", "date", "tz", "from", "to", "limit", "csv"})
    HttpResponse<?> pages(HttpRequest<?> request) throws SQLException, IOException {
        ReportParameters parameters = parameters(request);
        TimeRange range = range(parameters);
        int limit = parameters.limit(PAGES_UNLESS_GIVEN, MOST_PAGES);
        return responses.answer(request, SiteReport.Page.SHAPE, rows -> {
            site.writePages(range, limit, rows);
            return null;
        });
    }

    /** Reports views and users of each hour, for charts: hours of UTC, or of the zone whose day is asked for. */
    @Get("/hourly")
    @QueryNames({"at", "date", "tz", "from", "to", "csv"})
    HttpResponse<?> hourly(HttpRequest<?> request) throws SQLException, IOException {
        ReportParameters parameters = parameters(request);
        ZoneHours hours = new ZoneHours(parameters.range(), parameters.zone());
        KeptHours.refuseOtherHours(config, clock.instant(), hours);
        KeptHours.refuseHalfHours(config, clock.instant(), hours.range());
        return responses.answer(request, SiteReport.Hour.SHAPE, rows -> {
            for (SiteReport.Hour hour : site.hours(hours)) {
                hour.writeTo(rows, hours);
            }
            return null;
        });
    }

    private ReportParameters parameters(HttpRequest<?> request) {
        return new ReportParameters(request.getParameters(), clock.instant());
    }

    private TimeRange range(ReportParameters parameters) {
        TimeRange range = parameters.range();
        KeptHours.refuseHalfHours(config, clock.instant(), range);
        return range;
    }
}
