package dev.millrace.traffic;

import dev.millrace.clickhouse.PerShard;
import dev.millrace.clickhouse.Shards;
import dev.millrace.http.Problem;
import dev.millrace.http.QueryNames;
import dev.millrace.report.Parameters;
import dev.millrace.report.ReportResponses;
import dev.millrace.report.Table;
import dev.millrace.time.TimeRange;
import dev.millrace.time.ZoneHours;
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
import io.micronaut.serde.annotation.Serdeable;
import java.io.IOException;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Answers reports about page views, on virtual threads. */
@Controller("/api/traffic")
@Produces({MediaType.APPLICATION_JSON, ReportResponses.CSV, MediaType.ALL})
@ExecuteOn(TaskExecutors.BLOCKING)
final class TrafficReportController {
    private static final long MAX_USER_ID = 0xffff_ffffL;

    /** As many rows as the database user for reports may read. */
    private static final int MOST_PAGES_OF_A_USER = 1_000_000;

    private static final int PAGES_UNLESS_GIVEN = 100;
    private static final int MOST_PAGES = 10_000;

    private final PerShard<DailyReport> daily;
    private final SiteReports site;
    private final ReportResponses responses;
    private final TrafficConfig config;
    private final InstantSource clock;

    TrafficReportController(
            Shards shards, SiteReports site, ReportResponses responses, TrafficConfig config, InstantSource clock) {
        this.daily = shards.each(DailyReport.class);
        this.site = site;
        this.responses = responses;
        this.config = config;
        this.clock = clock;
    }

    /** How often the user viewed each page in a range; an empty object for a user without views. */
    @Get("/daily/{user_id}")
    @QueryNames({"at", "date", "tz", "from", "to", "limit", "csv"})
    HttpResponse<?> daily(HttpRequest<?> request, @PathVariable("user_id") String userId)
            throws SQLException, IOException {
        OptionalLong user = UnsignedDecimal.parse(userId);
        if (user.isEmpty() || Long.compareUnsigned(user.getAsLong(), MAX_USER_ID) > 0) {
            return Problem.response(
                    HttpStatus.UNPROCESSABLE_ENTITY, "user_id", "user_id must be a whole number from 0 to 4294967295");
        }
        Parameters parameters = parameters(request);
        Map<String, Long> views = daily.ofUser(user.getAsLong())
                .viewsByPage(
                        user.getAsLong(),
                        range(parameters),
                        parameters.limit(MOST_PAGES_OF_A_USER, MOST_PAGES_OF_A_USER));
        List<List<Object>> rows = views.entrySet().stream()
                .map(page -> List.<Object>of(page.getKey(), page.getValue()))
                .toList();
        return responses.answer(request, views, new Table(List.of("page_url", "views"), rows));
    }

    /** The pages that were viewed most, with their views and how many users these came from. */
    @Get("/pages")
    @QueryNames({"at", "date", "tz", "from", "to", "limit", "csv"})
    HttpResponse<?> pages(HttpRequest<?> request) throws SQLException, IOException {
        Parameters parameters = parameters(request);
        List<SiteReport.Page> pages = site.pages(range(parameters), parameters.limit(PAGES_UNLESS_GIVEN, MOST_PAGES));
        List<List<Object>> rows = pages.stream()
                .map(page -> List.<Object>of(page.pageUrl(), page.views(), page.users()))
                .toList();
        return responses.answer(request, pages, new Table(List.of("page_url", "views", "users"), rows));
    }

    /** Views and users of each hour, for charts: of UTC, or of the zone whose day is asked for. */
    @Get("/hourly")
    @QueryNames({"at", "date", "tz", "from", "to", "csv"})
    HttpResponse<?> hourly(HttpRequest<?> request) throws SQLException, IOException {
        Parameters parameters = parameters(request);
        ZoneHours hours = new ZoneHours(parameters.range(), parameters.zone());
        TrafficRetention.refuseOtherHours(config, clock.instant(), hours);
        TrafficRetention.refuseHalfHours(config, clock.instant(), hours.range());
        List<HourOfDay> viewed = site.hours(hours).stream()
                .map(hour -> new HourOfDay(hours.text(hour.start()), hour.views(), hour.users()))
                .toList();
        List<List<Object>> rows = viewed.stream()
                .map(hour -> List.<Object>of(hour.hour(), hour.views(), hour.users()))
                .toList();
        return responses.answer(request, viewed, new Table(List.of("hour", "views", "users"), rows));
    }

    /** An hour by its start, with the offset of its zone, and what was viewed in it. */
    @Serdeable
    record HourOfDay(String hour, long views, long users) {}

    private Parameters parameters(HttpRequest<?> request) {
        return new Parameters(request.getParameters(), clock.instant());
    }

    private TimeRange range(Parameters parameters) {
        TimeRange range = parameters.range();
        TrafficRetention.refuseHalfHours(config, clock.instant(), range);
        return range;
    }
}
